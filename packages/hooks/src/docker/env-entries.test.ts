import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { envEntries } from './env-entries.ts';

test('passes on every name and value as it is', () => {
  const name = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !/[=\0]/.test(text));
  const value = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value)), (variables) => {
      const env = new Map(variables);
      expect(envEntries(env)).toEqual([...env].map((entry) => entry.join('=')));
    }),
  );
});

test('takes the largest variable that Linux can give a process', () => {
  const largest = 'x'.repeat(128 * 1024 - 'NAME='.length - 1);
  expect(envEntries(new Map([['NAME', largest]]))).toEqual([`NAME=${largest}`]);
});

test.each([
  ['', 'x', 'its name is empty or has "="'],
  ['A=B', 'x', 'its name is empty or has "="'],
  ['NUL\0', 'x', 'its name is empty or has "=" or a NUL'],
  ['VALUE', 'a\0b', 'its value has a NUL'],
  ['HUGE', 'x'.repeat(128 * 1024), 'too large for a process'],
])('refuses %j by name', (name, value, why) => {
  expect(() => envEntries(new Map([[name, value]]))).toThrow(why);
});
