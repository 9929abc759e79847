import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { csvFields } from './csv.ts';

test.each([
  ['a', ['a']],
  ['a,b', ['a', 'b']],
  ['a,', ['a', '']],
  [',', ['', '']],
  ['"a,b",c', ['a,b', 'c']],
  ['"a""b"', ['a"b']],
  ['""', ['']],
  ['', ['']],
  [' "a"', undefined],
  ['a"b', undefined],
  ['"a"b', undefined],
  ['"a', undefined],
])('%j has the fields %j', (text, fields) => {
  expect(csvFields(text)).toEqual(fields);
});

test('reads back any fields that are quoted', () => {
  const fields = fc.array(fc.string(), { minLength: 1 });
  fc.assert(
    fc.property(fields, (given) => {
      const text = given.map((field) => `"${field.replaceAll('"', '""')}"`).join(',');
      expect(csvFields(text)).toEqual(given);
    }),
  );
});
