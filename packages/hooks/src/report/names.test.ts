import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createNames, otherName, printable } from './names.ts';

test.each([
  ['octo-org/hello', 'octo-org/hello'],
  ['größe 日本', 'größe 日本'],
  ['a\u001b[2Jb\r\nc\u0007', 'a\ufffd[2Jb\ufffd\ufffdc\ufffd'],
  ['\u009b31m', '\ufffd31m'],
  ['user\u202egnp.exe', 'user\ufffdgnp.exe'],
  ['a\u2028b\ud800c', 'a\ufffdb\ufffdc'],
  ['x'.repeat(101), `${'x'.repeat(99)}…`],
])('shows %j as %j', (name, shown) => {
  expect(printable(name)).toBe(shown);
});

test('shows no name with a control character, nor one of more than 100 letters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      expect(printable(name)).not.toMatch(/\p{C}/u);
      expect([...printable(name)].length).toBeLessThanOrEqual(100);
    }),
  );
});

test('keeps the first names, and those that were known before', () => {
  const nameOf = createNames(2, ['pull']);
  expect(['a', 'b', 'c', 'a', 'pull'].map(nameOf)).toEqual(['a', 'b', otherName, 'a', 'pull']);
});

test('takes two names that look the same for one', () => {
  const nameOf = createNames(1);
  const long = 'x'.repeat(200);
  expect([`${long}1`, `${long}2`].map(nameOf)).toEqual([printable(long), printable(long)]);
});
