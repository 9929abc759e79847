import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lineReader, tailBuffer } from './output.ts';

test('finds the lines of a stream however it is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[ab\n]*$/)), (chunks) => {
      const lines: string[] = [];
      const read = lineReader((line) => lines.push(line));
      for (const chunk of chunks) read(Buffer.from(chunk));
      expect(lines).toEqual(chunks.join('').split('\n').slice(0, -1));
    }),
  );
});

function tailOf(limit: number, ...chunks: string[]) {
  const tail = tailBuffer(limit);
  for (const chunk of chunks) tail.add(Buffer.from(chunk));
  return tail.text();
}

test('keeps all of what is short', () => {
  expect(tailOf(10, 'ab\n', 'cd\n')).toBe('ab\ncd\n');
});

test('keeps whole lines from the end and says how much is missing', () => {
  expect(tailOf(8, 'first\nsecond\nthird\n')).toBe('… 13 bytes before this are left out\nthird\n');
});

test('keeps the end of one endless line', () => {
  expect(tailOf(4, 'abcdefgh')).toBe('… 4 bytes before this are left out\nefgh');
});

test('does not keep more than it needs of a stream of gigabytes', () => {
  const line = `${'x'.repeat(99)}\n`;
  const text = tailOf(1000, ...Array.from({ length: 20_000 }, () => line.repeat(10)));
  expect(text).toBe(
    `… ${String(20_000_000 - 900)} bytes before this are left out\n${line.repeat(9)}`,
  );
});
