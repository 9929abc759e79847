import { afterAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPolicy, readPolicyForJob } from './read-policy.ts';

const directory = mkdtempSync(join(tmpdir(), 'policy-'));
const file = join(directory, 'policy.yml');
const work = join(directory, '_work');
mkdirSync(work);
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const refused = (path: string, why: string) =>
  `The policy file ${path} (HOOK_POLICY_FILE) cannot be used: ${why}`;

test.each([
  ['', 'the document must be an object'],
  ['{', 'it is neither JSON nor YAML ('],
  ['allow: [', 'it is neither JSON nor YAML ('],
  ['{}', 'allow is missing'],
  ['alow: {}', 'allow is missing; the document has unknown entries (alow)'],
  ['allow: {privilegd: false}', 'allow has unknown entries (privilegd)'],
  ['allow: {privileged: "no"}', 'allow.privileged must be a boolean'],
  ['allow: {capabilities: NET_ADMIN}', 'allow.capabilities must be an array'],
  ['allow: {capabilities: [net_admin]}', 'allow.capabilities.0 must be the name of a capability'],
  ['allow: {options: [cpus]}', "allow.options.0 must be the long name of an option, such as '--c"],
  ['allow: {paths: [srv]}', 'allow.paths.0 must be an absolute path'],
  ['allow: {registries: [""]}', 'allow.registries.0 must be a pattern'],
  ['allow: {registries: null}', 'allow.registries must be an array'],
  ['{allow: {}, version: 2}', 'version must be 1'],
])('says what is wrong with %j', async (text, why) => {
  writeFileSync(file, text);
  await expect(readPolicy(file)).rejects.toThrow(refused(file, why));
});

test.each([
  ['is missing', join(directory, 'nothing.yml'), 'ENOENT: no such file or directory'],
  ['is a folder', directory, 'it is not a file'],
  ['would not end', '/dev/zero', 'it is not a file'],
])('says so when the file %s', async (_what, path, why) => {
  await expect(readPolicyForJob(path, work)).rejects.toThrow(refused(path, why));
});

test('does not read a file of any size', async () => {
  writeFileSync(file, '');
  truncateSync(file, 64 * 1024 + 1);
  await expect(readPolicy(file)).rejects.toThrow('it has 65537 bytes, at most 64 KiB are read');
});

test.each([
  ['JSON', '{"$schema": "x", "version": 1, "allow": {"privileged": false}}'],
  ['YAML', '# a comment\nallow:\n  privileged: false\n'],
])('reads %s', async (_what, text) => {
  writeFileSync(file, text);
  expect(await readPolicyForJob(file, work)).toEqual({ file, allow: { privileged: false } });
});

test('takes no policy that a workflow can write, by any name', async () => {
  const inside = join(work, 'policy.yml');
  writeFileSync(inside, 'allow: {}');
  rmSync(file);
  symlinkSync(inside, file);
  for (const path of [inside, file])
    await expect(readPolicyForJob(path, work)).rejects.toThrow(
      refused(path, 'it lies in the work folder of the runner, where workflows can write.'),
    );
});
