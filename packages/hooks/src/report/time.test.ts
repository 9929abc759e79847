import { expect, test } from '@jest/globals';
import { parseTime } from './time.ts';

const now = Date.UTC(2026, 0, 31, 12);

test.each([
  ['2026-01-31', '2026-01-31T00:00:00.000Z'],
  ['2026-01-31T09:30', '2026-01-31T09:30:00.000Z'],
  ['2026-01-31T09:30:15.5Z', '2026-01-31T09:30:15.500Z'],
  ['2026-01-31T09:30+02:00', '2026-01-31T07:30:00.000Z'],
  ['90m', '2026-01-31T10:30:00.000Z'],
  ['24h', '2026-01-30T12:00:00.000Z'],
  ['7d', '2026-01-24T12:00:00.000Z'],
  ['2w', '2026-01-17T12:00:00.000Z'],
])('reads %s', (text, iso) => {
  expect(new Date(parseTime(text, now) ?? NaN).toISOString()).toBe(iso);
});

test.each([
  ['yesterday'],
  ['7'],
  ['7y'],
  ['-1d'],
  ['1.5h'],
  ['2026-02-31'],
  ['2026-02-31T10:00'],
  ['2026-13-01'],
  ['2026-01-31T25:00'],
  ['2026-01-31 09:30'],
  ['31.01.2026'],
  ['9'.repeat(20) + 'd'],
])('does not read %j', (text) => {
  expect(parseTime(text, now)).toBeUndefined();
});
