import { expect, test } from '@jest/globals';
import { createMasks, hideIn, plain } from './masks.ts';

test.each([
  [['word'], 'a word, swords', 'a ***, s***s'],
  [['ab', 'abc'], 'abcd ab', '***d ***'],
  [['one\ntwo'], 'one\ntwo, one two', '***, *** ***'],
  [['say "hi"'], String.raw`say "hi" say \"hi\"`, '*** ***'],
  [[' word \n'], 'word', '***'],
  [['a.*'], 'a.* abc', '*** abc'],
  [['\u001b[1mx\u001b[0m'], 'x', '***'],
  [['', ' '], 'a b', 'a b'],
])('hides %j in %j', (secrets, text, hidden) => {
  expect(createMasks(secrets).hide(text)).toBe(hidden);
});

test('hides in everything that an object holds', () => {
  const masks = createMasks(['word']);
  const value = { a: ['word', 1, null], word: { b: 'a word' } };
  expect(hideIn(value, masks)).toEqual({ a: ['***', 1, null], word: { b: 'a ***' } });
});

test('learns more of them', () => {
  const masks = createMasks([]);
  expect(masks.longest()).toBe(0);
  masks.add('word');
  expect(masks.hide('a word')).toBe('a ***');
  expect(masks.longest()).toBe(4);
});

test.each([
  ['\u001b[31mred\u001b[0m', 'red'],
  ['a\tb', 'a\tb'],
  ['a\b\u0007b\u2028c', 'abc'],
  ['\u001b]0;title\u0007x', 'x'],
  ['\u001b[2Kx\u009bAy', 'xy'],
])('leaves nothing in %j that moves the cursor', (text, bare) => {
  expect(plain(text)).toBe(bare);
});
