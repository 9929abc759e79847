import { afterAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTextFile } from './text-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'text-file-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(directory, 'f-')), 'file');
  writeFileSync(file, text);
  return file;
}

test('reads a file that is just as long as it may be', () => {
  expect(readTextFile(fileWith('é'.repeat(512)), 1)).toBe('é'.repeat(512));
});

test('does not read one that is longer', () => {
  expect(() => readTextFile(fileWith('x'.repeat(1025)), 1)).toThrow(
    'it has 1025 bytes, at most 1 KiB are read',
  );
});

test('does not wait for a pipe that nobody writes to', () => {
  const pipe = join(directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(() => readTextFile(pipe, 1)).toThrow('it is not a file');
});

test.each(['/dev/zero', directory])('does not read %s', (path) => {
  expect(() => readTextFile(path, 1)).toThrow('it is not a file');
});

test('leaves no file open, whatever it finds', () => {
  const opened = () =>
    readdirSync('/proc/self/fd').filter((name) => linkOf(name)?.startsWith(directory));
  const file = fileWith('x');
  readTextFile(file, 1);
  expect(() => readTextFile(directory, 1)).toThrow('it is not a file');
  expect(opened()).toEqual([]);
  const held = openSync(file, 'r');
  expect(opened()).toEqual([String(held)]);
  closeSync(held);
});

/** Of a descriptor; undefined when it is closed by now, as other tests' may be. */
function linkOf(name: string): string | undefined {
  try {
    return readlinkSync(join('/proc/self/fd', name));
  } catch {
    return undefined;
  }
}
