import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dockerConfigDirectory, readConfigFile, writeConfigFile } from './config-file.ts';
import { explain } from '../errors.ts';

const isRoot = process.geteuid?.() === 0;
let directory: string;
let file: string;

beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'docker-config-')));
  file = join(directory, 'config.json');
});

afterEach(() => {
  chmodSync(directory, 0o700);
  rmSync(directory, { recursive: true });
});

test.each([
  [{ HOME: '/home/a', DOCKER_CONFIG: '/b' }, '/c', '/c'],
  [{ HOME: '/home/a', DOCKER_CONFIG: '/b' }, undefined, '/b'],
  [{ HOME: '/home/a', DOCKER_CONFIG: '' }, '', '/home/a/.docker'],
  [{ HOME: '/home/a' }, undefined, '/home/a/.docker'],
])('with %j and --config %s the directory is %s', (env, option, expected) => {
  expect(dockerConfigDirectory(env, option)).toBe(expected);
});

test('without HOME the directory is in the home of the account', () => {
  expect(dockerConfigDirectory({})).toMatch(/^\/.*\.docker$/);
});

test('an absent file, also in an absent directory, is no configuration', () => {
  expect(readConfigFile(directory)).toEqual({ path: file, config: undefined });
  const absent = join(directory, 'absent');
  expect(readConfigFile(absent)).toEqual({ path: join(absent, 'config.json'), config: undefined });
});

test.each(['', '\n', '{}'])('%j is an empty configuration', (text) => {
  writeFileSync(file, text);
  expect(readConfigFile(directory)).toEqual({ path: file, config: {} });
});

test.each([
  ['{\n"auths": {"a": {"auth": "c2VjcmV0"} x}}', 'line 2 is not valid JSON'],
  ['{\n"auths": {"a": {"auth": "c2VjcmV0"', 'line 2 is not valid JSON'],
  ['{"auths": {},\n}', 'line 2 is not valid JSON'],
  ['\uFEFF{}', 'line 1 is not valid JSON'],
  ['["c2VjcmV0"]', 'it holds an array'],
  ['null', 'it holds null'],
  ['"c2VjcmV0"', 'it holds a string'],
  ['{"credHelpers": []}', '"credHelpers" is an array'],
  ['{"credHelpers": "c2VjcmV0"}', '"credHelpers" is a string'],
  ['{"auths": ["c2VjcmV0"]}', '"auths" is an array'],
  ['{"auths": false}', '"auths" is a boolean'],
])('refuses %j without a change or a secret', (text, why) => {
  writeFileSync(file, text);
  const failure = failureOf(() => readConfigFile(directory));
  expect(failure).toContain(`${file} is not a docker configuration: ${why}`);
  expect(failure).not.toContain('c2VjcmV0');
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test.each([
  ['config.json is a directory', () => mkdirSync(file), 'EISDIR'],
  ['config.json is a pipe', () => execFileSync('mkfifo', [file]), 'it is not a file'],
  [
    'config.json is huge',
    () => writeFileSync(file, Buffer.alloc(4 * 1024 * 1024 + 1)),
    'it has 4194305 bytes, at most 4 MiB are read',
  ],
  ['links lead in a circle', () => symlinkSync('config.json', file), 'ELOOP'],
])('says why it cannot read when %s', (_, arrange, code) => {
  arrange();
  expect(failureOf(() => readConfigFile(directory))).toContain(`${file} cannot be read: ${code}.`);
});

test('says why it cannot read when the directory is a file', () => {
  writeFileSync(file, '');
  expect(failureOf(() => readConfigFile(file))).toContain(
    'config.json/config.json cannot be read: ENOTDIR.',
  );
});

test('writes what it read, indented as docker does, for this user alone', () => {
  const path = join(directory, 'new', 'deep', 'config.json');
  const config = JSON.parse('{"__proto__":"x","credHelpers":{"a":"b"}}') as Record<string, unknown>;
  writeConfigFile(path, config);
  expect(readFileSync(path, 'utf8')).toBe(
    '{\n\t"__proto__": "x",\n\t"credHelpers": {\n\t\t"a": "b"\n\t}\n}\n',
  );
  expect(modeOf(path)).toBe(0o600);
  expect(modeOf(join(directory, 'new', 'deep'))).toBe(0o700);
  expect(readConfigFile(join(directory, 'new', 'deep')).config).toEqual(config);
});

test.each([0o600, 0o640, 0o644, 0o666])('keeps the mode %p of a file', (mode) => {
  writeFileSync(file, '{}');
  chmodSync(file, mode);
  writeConfigFile(file, { a: 1 });
  expect(modeOf(file)).toBe(mode);
});

test('keeps the owner of a file', () => {
  writeFileSync(file, '{}');
  // Only root can give a file away.
  if (isRoot) chownSync(file, 1234, 2345);
  const { uid, gid } = statSync(file);
  writeConfigFile(file, { a: 1 });
  expect(statSync(file)).toMatchObject({ uid, gid });
});

test('replaces the file in one step and leaves no draft', () => {
  writeFileSync(file, 'old');
  linkSync(file, join(directory, 'opened-before'));
  writeConfigFile(file, {});
  expect(readFileSync(join(directory, 'opened-before'), 'utf8')).toBe('old');
  expect(readdirSync(directory).sort()).toEqual(['config.json', 'opened-before']);
});

test.each([true, false])('follows a link to a file that exists: %p', (exists) => {
  mkdirSync(join(directory, 'real'));
  const target = join(directory, 'real', 'docker.json');
  if (exists) writeFileSync(target, '{"a":1}');
  symlinkSync('real/second', file);
  symlinkSync('docker.json', join(directory, 'real', 'second'));
  const read = readConfigFile(directory);
  expect(read).toEqual({ path: target, config: exists ? { a: 1 } : undefined });
  writeConfigFile(file, { b: 2 });
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
  expect(JSON.parse(readFileSync(target, 'utf8'))).toEqual({ b: 2 });
  expect(readdirSync(join(directory, 'real')).sort()).toEqual(['docker.json', 'second']);
});

test('says why it cannot write, and leaves no draft behind', () => {
  mkdirSync(file);
  const failure = failureOf(() => writeConfigFile(file, {}));
  expect(failure).toMatch(/config\.json cannot be written: (EISDIR|ENOTEMPTY)\. .*--config/);
  expect(readdirSync(directory)).toEqual(['config.json']);
});

test('says that it may not write to a directory, and leaves the file as it was', () => {
  writeFileSync(file, '{"a":1}');
  chmodSync(directory, 0o555);
  const failure = asOrdinaryUser(() => failureOf(() => writeConfigFile(file, {})));
  expect(failure).toContain(`${file} cannot be written: EACCES.`);
  expect(readFileSync(file, 'utf8')).toBe('{"a":1}');
  expect(readdirSync(directory)).toEqual(['config.json']);
});

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

function failureOf(action: () => unknown): string {
  try {
    action();
    return 'no failure';
  } catch (error) {
    expect(error).toMatchObject({ reason: 'settings', hint: expect.any(String) });
    return explain(error);
  }
}

/** Root may write everywhere. */
function asOrdinaryUser<T>(action: () => T): T {
  if (!isRoot) return action();
  process.seteuid?.(65534);
  try {
    return action();
  } finally {
    process.seteuid?.(0);
  }
}
