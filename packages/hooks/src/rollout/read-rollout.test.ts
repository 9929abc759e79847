import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRollout } from './read-rollout.ts';

const directory = mkdtempSync(join(tmpdir(), 'rollout-'));
const file = join(directory, 'rollout.yml');
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const laughs = ['a: &a [x, x]', 'b: &b [*a,*a,*a,*a,*a,*a,*a,*a]', 'c: &c [*b,*b,*b,*b,*b,*b]'];

test.each([
  ['{', 'it is neither JSON nor YAML ('],
  ['features: 3', 'features must be an object'],
  ['features: {service-names: shadow}', 'features.service-names must be one of on, off'],
  [
    'features: {service-names: {percent: 120}}',
    'features.service-names.percent must be a number from 0 to 100',
  ],
  ['features: {service-names: {percnt: 1}}', 'features.service-names has unknown entries (percnt)'],
  [
    'features: {service-names: {by: foo}}',
    'features.service-names.by must be one of repository, workflow, run',
  ],
  [
    'features: {service-names: {only: {}}}',
    'features.service-names.only must be a rule that names something',
  ],
  [
    'features: {service-names: {only: [{runner: []}]}}',
    'features.service-names.only.0.runner must be one pattern or more',
  ],
  [
    'features: {service-names: {only: [{runer: a}]}}',
    'features.service-names.only.0 has unknown entries (runer); features.service-names.only.0 must be a rule that names something',
  ],
  [
    'features: {service-names: {only: [{runner: ""}]}}',
    'features.service-names.only.0.runner must be a pattern',
  ],
  ['featurs: {}', 'features is missing; the document has unknown entries (featurs)'],
  ['', 'the document must be an object'],
  [
    'a: b: c',
    'it is neither JSON nor YAML (Nested mappings are not allowed in compact mappings at line 1, column 4)',
  ],
  [
    '|,PATH\u2028    at once',
    'it is neither JSON nor YAML (Block scalar header includes extra characters: |,PATH)',
  ],
  ['[1]', 'the document must be an object'],
  ['features: {service-names: maybe}', 'features.service-names must be one of on, off'],
  ['version: 2\nfeatures: {}', 'version must be 1'],
  ['features: {service-names: null}', 'features.service-names must be one of on, off'],
  ['features: {service-names: {percent: "5"}}', 'features.service-names.percent must be a number'],
  [
    [...laughs, 'd: [*c,*c,*c,*c,*c]'].join('\n'),
    'it is neither JSON nor YAML (Excessive alias count indicates a resource exhaustion attack)',
  ],
])('says what is wrong with %j', async (text, why) => {
  writeFileSync(file, text);
  await expect(readRollout(file)).rejects.toThrow(
    `The rollout file ${file} cannot be used: ${why}`,
  );
});

test.each([
  ['JSON', '{"$schema": "x", "version": 1, "features": {"service-names": "off"}}', 'off'],
  ['JSON with a byte order mark', '\uFEFF{"features": {"service-names": "off"}}', 'off'],
  ['YAML', '# a comment\nfeatures:\n  service-names: off\n', 'off'],
  ['YAML as Helm writes it', 'features:\n  service-names: true\n', true],
])('reads %s', async (_what, text, expected) => {
  writeFileSync(file, text);
  const { rollout, unknown } = await readRollout(file);
  expect(rollout.features['service-names']).toBe(expected);
  expect(unknown).toEqual([]);
});

test('reads all that can be said of a feature', async () => {
  const entry = {
    variant: 'shadow',
    otherwise: 'off',
    percent: 12.5,
    by: 'workflow',
    only: [{ group: 'canary', repository: ['octo/*'] }],
    except: { ref: 'refs/tags/*' },
  };
  writeFileSync(file, JSON.stringify({ features: { 'credential-helper': entry } }));
  expect((await readRollout(file)).rollout.features['credential-helper']).toEqual(entry);
});

test('lets features of a newer release through and names them', async () => {
  writeFileSync(file, 'features: {fast-lane: {speed: 5}, service-names: off}');
  const { rollout, unknown } = await readRollout(file);
  expect(unknown).toEqual(['fast-lane']);
  expect(rollout.features['service-names']).toBe('off');
});

test.each([
  ['is missing', join(directory, 'nothing.yml'), 'ENOENT: no such file or directory'],
  ['is a folder', directory, 'it is not a file'],
  ['would not end', '/dev/zero', 'it is not a file'],
])('says so when the file %s', async (_what, path, why) => {
  await expect(readRollout(path)).rejects.toThrow(
    `The rollout file ${path} cannot be used: ${why}`,
  );
});

test('does not read a file of any size', async () => {
  writeFileSync(file, '');
  truncateSync(file, 64 * 1024 + 1);
  await expect(readRollout(file)).rejects.toThrow('it has 65537 bytes, at most 64 KiB are read');
});
