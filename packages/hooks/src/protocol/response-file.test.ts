import { afterAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
  await writeResponse(file, response);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(response);
});

test('does not follow a link that somebody put in its place', async () => {
  const target = join(directory, 'target');
  const link = join(directory, 'link.json');
  writeFileSync(target, 'precious');
  symlinkSync(target, link);
  await expect(writeResponse(link, response)).rejects.toThrow(
    /link\.json cannot be written: ELOOP/,
  );
  expect(readFileSync(target, 'utf8')).toBe('precious');
});

test.each([
  ['a directory', () => mkdirSync(join(directory, 'other.json')), 'EISDIR'],
  ['a link', () => symlinkSync('/dev/null', join(directory, 'other.json')), 'ELOOP'],
  ['a pipe', () => execFileSync('mkfifo', [join(directory, 'other.json')]), 'ENXIO'],
])('knows before anything is made that %s is no place for it', async (_what, make, reason) => {
  const file = join(directory, 'other.json');
  make();
  await expect(checkResponseFile(file)).rejects.toThrow(
    new RegExp(`other\\.json cannot be written: ${reason}`),
  );
  rmSync(file, { recursive: true });
});

test('does not make the file that the runner should have made', async () => {
  const file = join(directory, 'missing.json');
  await expect(checkResponseFile(file)).rejects.toThrow(/missing\.json cannot be written: ENOENT/);
  await expect(writeResponse(file, response)).rejects.toThrow(/ENOENT/);
});

test('does not wait for the reader of a pipe that somebody put in its place', async () => {
  const pipe = join(directory, 'pipe.json');
  execFileSync('mkfifo', [pipe]);
  await expect(writeResponse(pipe, response)).rejects.toThrow(
    /pipe\.json cannot be written: ENXIO/,
  );
});
