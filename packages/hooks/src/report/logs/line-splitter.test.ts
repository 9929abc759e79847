import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLineSplitter } from './line-splitter.ts';

function split(...chunks: readonly (string | Buffer)[]): (string | undefined)[] {
  const lines: (string | undefined)[] = [];
  const splitter = createLineSplitter((line) => lines.push(line));
  for (const chunk of chunks) {
    const bytes = Buffer.from(chunk);
    splitter.push(bytes);
    // Readers use one buffer for all pieces.
    bytes.fill(0);
  }
  splitter.end();
  return lines;
}

test('finds the same lines wherever the stream is cut, also within a letter', () => {
  const text = fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', ' ')));
  fc.assert(
    fc.property(text, fc.array(fc.nat(40), { minLength: 1 }), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const chunks: Buffer[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = 1 + (cuts[turn % cuts.length] ?? 0);
        chunks.push(bytes.subarray(at, at + size));
        at += size;
      }
      expect(split(...chunks)).toEqual(lines.filter(Boolean));
    }),
  );
});

test('takes the rest for a line, and leaves empty lines out', () => {
  expect(split('a\n\n\nb')).toEqual(['a', 'b']);
  expect(split('')).toEqual([]);
});

test('tells of a line that is too long, and goes on with the next', () => {
  const longest = 'x'.repeat(64 * 1024);
  expect(split(`${longest}\nb\n`)).toEqual([longest, 'b']);
  expect(split(`${longest}y\nb\n`)).toEqual([undefined, 'b']);
  expect(split('a\n', longest, longest, longest, 'y\nb\n')).toEqual(['a', undefined, 'b']);
  expect(split(longest, longest)).toEqual([undefined]);
});
