import { expect, test } from '@jest/globals';
import { alignColumns, wrapText } from './layout.ts';

test('aligns columns: the first to the left, the others to the right', () => {
  const rows = [
    ['', 'control', 'canary'],
    ['größe', '1,234', '5'],
  ];
  expect(alignColumns(rows, 80)).toEqual(['       control  canary', 'größe    1,234       5']);
});

test('cuts the first column when the rows are too wide', () => {
  const lines = alignColumns([['a name that is too long for it', '12', '34']], 20);
  expect(lines).toEqual(['a name that…  12  34']);
});

test('breaks text at spaces only', () => {
  expect(wrapText('one two three', 9, '  ')).toEqual(['  one two', '  three']);
  expect(wrapText('averyveryverylongword and', 9)).toEqual(['averyveryverylongword', 'and']);
  expect(wrapText('one two three', 9, '', '  ')).toEqual(['one two', '  three']);
});
