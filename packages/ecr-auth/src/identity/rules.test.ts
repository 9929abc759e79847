import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRule } from './rules.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rules-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function rules(content: unknown): string {
  const path = join(folder, 'ecr-auth.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const host = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';

test.each([
  [host, true],
  ['111122223333.*', true],
  ['*.eu-west-1.amazonaws.com', true],
  ['*.dkr.ecr.*.amazonaws.com', true],
  ['*', true],
  ['11112222333.*', false],
  ['*.eu-west-1.amazonaws.com.cn', false],
  ['111122223333.dkr.ecr.eu-west-1', false],
  ['111122223333.dkr.ecr.eu-west-1.amazonaws.com*com', false],
])('the pattern %s fits: %s', (pattern, fits) => {
  const rule = { profile: 'p' };
  expect(findRule(rules({ registries: { [pattern]: rule } }), host)).toEqual(
    fits ? rule : undefined,
  );
});

test('the first pattern that fits counts', () => {
  const registries = { '1*': { profile: 'first' }, '*': { profile: 'second' } };
  expect(findRule(rules({ registries }), host)).toEqual({ profile: 'first' });
  expect(findRule(rules({ registries }), 'public.ecr.aws')).toEqual({ profile: 'second' });
});

test('a pattern of many stars takes no time', () => {
  const file = rules({ registries: { [`${'*1'.repeat(200)}*x`]: { profile: 'p' } } });
  expect(findRule(file, `${'1'.repeat(5_000)}`)).toBeUndefined();
});

const roleArn = 'arn:aws:iam::111122223333:role/pull';
test.each<[string, unknown, RegExp]>([
  ['no JSON', '{\n"externalId": secret', /cannot be read: line 2 is not valid JSON/],
  ['no registries', {}, /registries: it must be record/],
  ['an unknown field', { registries: { '*': { role: roleArn } } }, /registries\.\*: unknown role/],
  [
    'a role that is none',
    { registries: { '*': { roleArn: 'admin' } } },
    /registries\.\*\.roleArn: it must be the ARN of a role/,
  ],
  ['an empty rule', { registries: { '*': {} } }, /it needs a roleArn or a profile/],
  [
    'an externalId alone',
    { registries: { '*': { externalId: 'x', profile: 'p' } } },
    /needs a roleArn/,
  ],
  [
    'a URL as pattern',
    { registries: { 'https://a': { profile: 'p' } } },
    /registry host in lower case/,
  ],
  ['a region that is none', { registries: { '*': { profile: 'p', region: 'EU' } } }, /a region/],
])('names %s, and the file', (_what, content, problem) => {
  const file = rules(content);
  expect(() => findRule(file, host)).toThrow(problem);
  expect(() => findRule(file, host)).toThrow(file);
});

test('quotes nothing of a broken file', () => {
  expect(() => findRule(rules('secret'), host)).toThrow(/^(?!.*secret)/);
});

test('names a pipe, and does not wait for it', () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(() => findRule(pipe, host)).toThrow(`${pipe}, cannot be read: it is not a file.`);
});

test('names a file that is missing', () => {
  expect(() => findRule('/nowhere.json', host)).toThrow(
    'The file of ECR_AUTH_CONFIG, /nowhere.json, cannot be read: ENOENT.',
  );
});
