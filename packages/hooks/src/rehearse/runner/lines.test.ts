import { expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import { readLines } from './lines.ts';

async function linesOf(...chunks: (string | Buffer)[]): Promise<string[]> {
  const lines: string[] = [];
  await readLines(Readable.from(chunks, { objectMode: false }), (line) => lines.push(line));
  return lines;
}

test.each([
  [['a\nb\n'], ['a', 'b']],
  [
    ['a\n', '\nb'],
    ['a', '', 'b'],
  ],
  [['a\r\nb\rc'], ['a', 'b', 'c']],
  [
    ['a\r', '\nb'],
    ['a', 'b'],
  ],
  [['a\r'], ['a']],
  [[], []],
])('finds the lines in %j', async (chunks, lines) => {
  expect(await linesOf(...chunks)).toEqual(lines);
});

test('keeps letters whole that two chunks share', async () => {
  const bytes = Buffer.from('grüße\n');
  expect(await linesOf(bytes.subarray(0, 3), bytes.subarray(3))).toEqual(['grüße']);
});

test('keeps no more than the beginning of a line without an end', async () => {
  const chunk = 'x'.repeat(1024 * 1024);
  const [line = '', after] = await linesOf(...Array.from({ length: 8 }, () => chunk), '\nafter\n');
  expect(line.length).toBeLessThanOrEqual(3 * 1024 * 1024);
  expect(after).toBe('after');
});

test.each([
  ['\r', 'after'],
  ['\r', '\nafter'],
])('finds the end %j of a line that is too long, before %j', async (end, after) => {
  const [line = '', ...others] = await linesOf('x'.repeat(2 * 1024 * 1024), end, after);
  expect(line).toMatch(/^x+$/);
  expect(others).toEqual(['after']);
});
