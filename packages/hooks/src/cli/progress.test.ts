import { expect, test } from '@jest/globals';
import { createOutput } from './output.ts';
import { createProgress, progressLine } from './progress.ts';

const mebibyte = 1024 * 1024;

function written(isTTY: boolean, total: number, pieces: readonly [bytes: number, at: number][]) {
  let text = '';
  const stream = { isTTY, columns: 80, write: (piece: string) => Boolean((text += piece)) };
  let time = 0;
  const output = createOutput(stream, stream, {});
  const progress = createProgress(output, total, () => time);
  for (const [bytes, at] of pieces) {
    time = at;
    progress(bytes);
  }
  output.print('done');
  return text;
}

test('draws a bar over itself, and is gone when the answer comes', () => {
  const text = written(true, 4 * mebibyte, [
    [mebibyte, 0],
    [2 * mebibyte, 200],
  ]);
  expect(text.split('\r\u001b[2K')).toEqual([
    `${'█'.repeat(10)}${'░'.repeat(30)}  25 %  1.0 of 4.0 MiB`,
    `${'█'.repeat(30)}${'░'.repeat(10)}  75 %  3.0 of 4.0 MiB`,
    'done\n',
  ]);
});

test('is not drawn for every piece', () => {
  const pieces = Array.from({ length: 1000 }, (_, at): [number, number] => [1, at]);
  expect(written(true, 1000, pieces).split('\r\u001b[2K')).toHaveLength(11);
});

test('says nothing where nobody looks', () => {
  expect(written(false, 1000, [[500, 0]])).toBe('done\n');
});

test('fits into a narrow terminal, and goes no further than the end', () => {
  expect(progressLine(2 * mebibyte, mebibyte, 40)).toBe(`${'█'.repeat(15)} 100 %  2.0 of 1.0 MiB`);
  expect(progressLine(0, mebibyte, 10)).toBe('   0 %  0.0 of 1.0 MiB');
});

test('tells how much there was where the end is not known', () => {
  expect(progressLine(3 * mebibyte, 0, 80)).toBe('3.0 MiB');
});
