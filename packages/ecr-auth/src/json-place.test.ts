import { expect, test } from '@jest/globals';
import { brokenLine } from './json-place.ts';

test.each([
  ['{}', undefined],
  ['null', undefined],
  ['', 1],
  ['{', 1],
  ['{\n', 2],
  ['{\n"a": }', 2],
  ['{\n"a": 1,\n}', 3],
  ['{\n"a": 1\n"b": 2\n}', 3],
  ['{\n"a": "open\n}', 2],
  ['{\n"a": 1 // comment\n}', 2],
  ["{\n\n'a': 1}", 3],
  ['{}\n\nx', 3],
  ['\uFEFF{}', 1],
  ['{\r\n"a": nul\r\n}', 2],
])('%j breaks at line %s', (text, line) => {
  expect(brokenLine(text)).toBe(line);
});
