import { expect, test } from '@jest/globals';
import { plain } from './plain.ts';

test.each([
  ['\u001b[31mred\u001b[0m', 'red'],
  ['a\tb', 'a\tb'],
  ['a\b\u0007b\u2028c', 'abc'],
  ['\u001b]0;title\u0007x', 'x'],
  ['\u001b[2Kx\u009bAy', 'xy'],
  ['a\u202eb\u2066c\u200f', 'abc'],
])('leaves nothing in %j that moves the cursor', (text, bare) => {
  expect(plain(text)).toBe(bare);
});
