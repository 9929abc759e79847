import { expect, test } from '@jest/globals';
import { createMasks, hideIn } from './masks.ts';

test.each([
  [['word'], 'a word, swords', 'a ***, s***s'],
  [['ab', 'abc'], 'abcd ab', '***d ***'],
  [['one\ntwo'], 'one\ntwo, one two', '***, *** ***'],
  [['say "hi"'], String.raw`say "hi" say \"hi\"`, '*** ***'],
  [[' word \n'], 'word', '***'],
  [['one\rtwo'], 'one two', '*** ***'],
  [['a.*'], 'a.* abc', '*** abc'],
  [['\u001b[1mx\u001b[0m'], 'x', '***'],
  [['', ' '], 'a b', 'a b'],
])('hides %j in %j', (secrets, text, hidden) => {
  expect(createMasks(secrets).hide(text)).toBe(hidden);
});

test.each(['', 'x', 'ab', 'user:'])('hides a secret in base64 behind %j', (before) => {
  const secret = 'p4ssw0rd-of-somebody';
  const text = Buffer.from(`${before}${secret}:x`).toString('base64');
  const hidden = createMasks([secret]).hide(text);
  expect(hidden).toContain('***');
  const rest = Buffer.from(hidden.replace('***', ''), 'base64').toString();
  expect(rest).not.toContain('ssw0rd-of-someb');
  expect(hidden.length).toBeLessThan(16);
});

test.each([
  ['a b&c/d', encodeURIComponent('a b&c/d')],
  ['a<b>&"c\'', 'a&lt;b&gt;&amp;&quot;c&apos;'],
  ['\ud800 broken', '%EF%BF%BD%20broken'],
])('hides %j also as other programs write it', (secret, text) => {
  expect(createMasks([secret]).hide(`x=${text};`)).toBe('x=***;');
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
  expect(masks.longest()).toBe(Buffer.from('word').toString('base64').length);
});
