import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryLock } from './lock.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  path = join(folder, 'a.lock');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const staleMs = 60_000;

test('only one holds it, until it gives it back', () => {
  const release = tryLock(path, staleMs);
  expect(tryLock(path, staleMs)).toBeUndefined();
  release?.();
  expect(existsSync(path)).toBe(false);
  expect(tryLock(path, staleMs)).toBeDefined();
});

test('is taken over from a process that is gone', () => {
  const { pid } = spawnSync('true');
  tryLock(path, staleMs);
  const holder = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, JSON.stringify({ ...holder, pid }));
  expect(tryLock(path, staleMs)).toBeDefined();
});

test('is taken over from a process whose number another one has now', () => {
  tryLock(path, staleMs);
  const holder = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, JSON.stringify({ ...holder, started: '1' }));
  expect(tryLock(path, staleMs)).toBeDefined();
});

test.each([
  ['a process in another container', '{"pid":999999,"namespace":"pid:[1]","started":"1"}'],
  ['somebody who has not yet written his name', ''],
])('%s holds it until it is too old', (_who, content) => {
  writeFileSync(path, content);
  expect(tryLock(path, staleMs)).toBeUndefined();
  const old = new Date(Date.now() - staleMs - 1000);
  utimesSync(path, old, old);
  expect(tryLock(path, staleMs)).toBeDefined();
});

test.each<[string, () => void]>([
  ['a pipe', () => execFileSync('mkfifo', [path])],
  ['a link to nowhere', () => symlinkSync('/nowhere/at/all', path)],
  ['a directory with something in it', () => mkdirSync(join(path, 'more'), { recursive: true })],
])('%s in its place holds it until it is too old', (_what, put) => {
  put();
  expect(tryLock(path, staleMs)).toBeUndefined();
  const old = new Date(Date.now() - staleMs - 1000);
  lutimesSync(path, old, old);
  expect(tryLock(path, staleMs)).toBeDefined();
  expect(readdirSync(folder)).toEqual(['a.lock']);
  expect(lstatSync(path).isFile()).toBe(true);
});

test('a holder from whom it was taken does not take it away from the next one', () => {
  const release = tryLock(path, staleMs);
  writeFileSync(path, 'of the next one');
  release?.();
  expect(readFileSync(path, 'utf8')).toBe('of the next one');
});

test('a folder that is gone is an error', () => {
  expect(() => tryLock(join(folder, 'none', 'a.lock'), staleMs)).toThrow('ENOENT');
});
