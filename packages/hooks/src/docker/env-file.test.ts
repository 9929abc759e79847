import { afterAll, expect, test } from '@jest/globals';
import { closeSync, fstatSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEnvFile, splitEnv } from './env-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'env-file-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

test.each([
  ['PLAIN', 'value'],
  ['EMPTY', ''],
  ['EQUALS', 'a=b=c'],
  ['QUOTES', `it's "quoted" \\ $HOME \`x\``],
  ['SPACES', '  leading and trailing  '],
  ['UNICODE', 'grüße 日本 🎉'],
  ['INPUT_FETCH-DEPTH', '1'],
  ['--user', '0'],
  ['DOCKER_HOST', 'tcp://evil:2375'],
  ['LD_PRELOAD', '/tmp/evil.so'],
])('%s travels in the file', (name, value) => {
  expect(splitEnv(new Map([[name, value]]))).toEqual({ lines: [`${name}=${value}`], rest: [] });
});

test.each([
  ['MULTI', 'line1\nline2'],
  ['RETURN', 'x\r'],
  ['two words', 'x'],
  ['tab\tname', 'x'],
  ['#comment', 'x'],
  ['ÜMLAUT', 'x'],
  ['LONG', 'x'.repeat(64 * 1024)],
])('%j cannot stand on a line and travels in the request', (name, value) => {
  expect(splitEnv(new Map([[name, value]]))).toEqual({ lines: [], rest: [`${name}=${value}`] });
});

test('writes a private file that has no name any more', () => {
  const descriptor = openEnvFile(['A=1', 'B=two'], directory);
  try {
    expect(readdirSync(directory)).toEqual([]);
    expect(fstatSync(descriptor).mode & 0o777).toBe(0o600);
    expect(readFileSync(`/proc/self/fd/${String(descriptor)}`, 'utf8')).toBe('A=1\nB=two\n');
  } finally {
    closeSync(descriptor);
  }
});

test('says which folder cannot be written to', () => {
  expect(() => openEnvFile([], join(directory, 'missing'))).toThrow(
    /A private file in .*missing \(RUNNER_TEMP\) cannot be written/,
  );
});
