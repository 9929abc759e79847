import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findEnd, findHeader, jsonSection, section } from './job-message.ts';

const line = '[2026-11-20 19:00:00Z INFO Worker] Job message:\n';

test.each([
  ['at the beginning', `${line} {\n`, line.length + 1],
  ['in a later line', `before\n${line} {\n`, line.length + 8],
  ['the first of two', `${line} {\n}\n${line} {\n}`, line.length + 1],
  ['with other line ends', `${line.replace('\n', '\r\n')} {\r\n`, line.length + 2],
  ['nowhere', 'before\nafter\n', undefined],
  ['in the middle of a line', `x${line} {`, undefined],
  ['of another part of the runner', line.replace('Worker', 'Runner'), undefined],
  ['in a string', JSON.stringify({ name: `\n${line} {\n` }), undefined],
])('finds the header %s', (_where, text, start) => {
  expect(findHeader(Buffer.from(text))).toBe(start);
});

test('refuses what a mask has eaten the brace of', () => {
  expect(() => findHeader(Buffer.from(`${line} ***\n`))).toThrow('is no JSON');
});

test.each([
  ['{\n  "a": 1\n}\nafter', 12],
  ['{\n  "a": 1\n}', 12],
  ['{\n  "a": {\n  }\n', undefined],
  ['{\n}x\n', undefined],
])('finds the end of %j', (text, end) => {
  expect(findEnd(Buffer.from(text), 0)).toBe(end);
});

const nested = { a: { b: 1, text: 'x\n  "c": 2' }, b: [1], c: null, d: 'end' };
const text = JSON.stringify(nested, undefined, 2);

test('takes out properties, whatever the others are', () => {
  expect(jsonSection(text, 'a', 1)).toEqual(nested.a);
  expect(jsonSection(text, 'c', 1)).toBeNull();
  expect(jsonSection(text, 'd', 1)).toBe('end');
  expect(jsonSection(section(text, 'a', 1) ?? '', 'b', 2)).toBe(1);
  expect(jsonSection(text.replace('null', '***'), 'b', 1)).toEqual([1]);
  expect(jsonSection(text.replace('null', '***'), 'c', 1)).toBeUndefined();
  expect(jsonSection(text, 'e', 1)).toBeUndefined();
});

test('refuses a name that is there twice', () => {
  expect(() => section('{\n  "a": 1,\n  "a": 2\n}', 'a', 1)).toThrow('two a');
});

test('reads every property of any document as JSON.parse does', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue()), (document) => {
      const written = JSON.stringify(document, undefined, 2);
      for (const name of ['a', 'b', 'c']) {
        expect(jsonSection(written, name, 1)).toEqual(
          (JSON.parse(written) as Record<string, unknown>)[name],
        );
      }
    }),
  );
});
