import { afterAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkResponseFile, writeResponse } from './response-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'response-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});
const response = { state: { version: 1 as const, services: [] }, context: { services: [] } };

test('leaves exactly one document, whatever was there', async () => {
  const file = join(directory, 'full.json');
  writeFileSync(file, 'x'.repeat(10_000));
  writeResponse(file, response);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(response);
});

test.each<[string, (file: string) => void, RegExp]>([
  ['a pipe', (file) => execFileSync('mkfifo', [file]), /ENXIO/],
  ['a directory', (file) => mkdirSync(file), /EISDIR/],
  ['a link', (file) => symlinkSync(join(directory, 'precious'), file), /ELOOP/],
  [
    'a hard link',
    (file) => linkSync(join(directory, 'precious'), file),
    /not the file that the runner made/,
  ],
])('refuses %s in its place, before and after the work', async (what, put, why) => {
  writeFileSync(join(directory, 'precious'), 'precious');
  const file = join(directory, `${what}.json`);
  put(file);
  const sentence = new RegExp(`${what}\\.json cannot be written: .*${why.source}`);
  expect(() => {
    checkResponseFile(file);
  }).toThrow(sentence);
  expect(() => {
    writeResponse(file, response);
  }).toThrow(sentence);
  expect(readFileSync(join(directory, 'precious'), 'utf8')).toBe('precious');
});

test('does not wait for a reader of a pipe in its place, nor write to it', async () => {
  const file = join(directory, 'read.json');
  execFileSync('mkfifo', [file]);
  const reader = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  expect(() => {
    writeResponse(file, response);
  }).toThrow(/not the file that the runner made/);
  closeSync(reader);
});

test('does not make the file that the runner should have made', async () => {
  const file = join(directory, 'missing.json');
  expect(() => {
    checkResponseFile(file);
  }).toThrow(/missing\.json cannot be written: ENOENT/);
  expect(() => {
    writeResponse(file, response);
  }).toThrow(/ENOENT/);
});
