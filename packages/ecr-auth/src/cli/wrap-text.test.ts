import { expect, test } from '@jest/globals';
import { wrapText } from './wrap-text.ts';

test('breaks text at spaces only', () => {
  expect(wrapText('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrapText('averyverylongword and', 7)).toEqual(['averyverylongword', 'and']);
});
