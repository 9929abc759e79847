import { expect, test } from '@jest/globals';
import { isFresh, isUsable, refreshTime, type EcrToken } from './token.ts';

const hour = 3600_000;
const at = (time: number) => new Date(time);
const token = (fields: Partial<EcrToken> = {}): EcrToken => ({
  username: 'AWS',
  password: 'p',
  obtainedAt: at(0),
  refreshAt: at(6 * hour),
  expiresAt: at(12 * hour),
  source: 'environment',
  ...fields,
});

test.each([
  [0, 5.4],
  [0.5, 6],
  [1, 6.6],
])('is replaced around half of its life (%d: after %d hours)', (random, hours) => {
  expect(refreshTime(token(), random)).toEqual(at(hours * hour));
});

test('the token of an instance is replaced every hour, for the role of the instance may change', () => {
  expect(refreshTime(token({ source: 'instance metadata' }), 0.5)).toEqual(at(hour));
  const short = { source: 'instance metadata' as const, expiresAt: at(hour) };
  expect(refreshTime(token(short), 0.5)).toEqual(at(hour / 2));
});

test.each([
  [-1, false, false],
  [0, true, true],
  [6 * hour - 1, true, true],
  [6 * hour, false, true],
  [12 * hour - 1, false, true],
  [12 * hour, false, false],
])('at %d ms: fresh %s, usable %s', (now, fresh, usable) => {
  expect(isFresh(token(), at(now))).toBe(fresh);
  expect(isUsable(token(), at(now))).toBe(usable);
});
