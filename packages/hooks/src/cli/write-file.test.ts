import { afterAll, expect, test } from '@jest/globals';
import {
  closeSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkWritable, writeWhole } from './write-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'write-file-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('writes a file, and over it, and leaves nothing else', async () => {
  const directory = join(folder, 'plain');
  mkdirSync(directory);
  const file = join(directory, 'report.prom');
  for (const text of ['one', 'two']) {
    await checkWritable(file);
    await writeWhole(file, text);
    expect(readFileSync(file, 'utf8')).toBe(text);
  }
  expect(readdirSync(directory)).toEqual(['report.prom']);
  expect(lstatSync(file).mode & 0o444).toBe(0o444);
});

test('whoever has the old file open still reads all of the old one', async () => {
  const file = join(folder, 'open');
  writeFileSync(file, 'old');
  const opened = openSync(file, 'r');
  await writeWhole(file, 'new');
  expect([readFileSync(opened, 'utf8'), readFileSync(file, 'utf8')]).toEqual(['old', 'new']);
  closeSync(opened);
});

test('keeps a link, and writes where it leads', async () => {
  const [file, link] = [join(folder, 'target'), join(folder, 'link')];
  writeFileSync(file, 'old');
  symlinkSync(file, link);
  await writeWhole(link, 'new');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('new');
});

test.each([
  ['/dev/null', 'it is there and is not a file'],
  [folder, 'it is there and is not a file'],
  [join(folder, 'no/where'), 'ENOENT'],
])('does not write %s', async (file, why) => {
  for (const attempt of [checkWritable, writeWhole]) {
    await expect(attempt(file, 'text')).rejects.toThrow(`"${file}" cannot be written: ${why}`);
  }
  expect(lstatSync('/dev/null').isFile()).toBe(false);
});
