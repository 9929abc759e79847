import { expect, test } from '@jest/globals';
import { headerOf } from './engine-header.ts';

const head =
  'HTTP/1.0 200 OK\r\nApi-Version: 1.41\r\nX-Stat:eyJhIjoxfQ==\r\nX-Empty:\r\nLast: x y ';

test.each([
  ['api-version', '1.41'],
  ['x-stat', 'eyJhIjoxfQ=='],
  ['x-empty', ''],
  ['last', 'x y'],
  ['version', undefined],
  ['http/1.0 200 ok', undefined],
])('%s is %s', (name, value) => {
  expect(headerOf(head, name)).toBe(value);
});
