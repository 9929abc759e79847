import { expect, test } from '@jest/globals';
import { withoutLongWait } from './client-options.ts';

test.each([
  ['3', true],
  ['0', true],
  ['4', false],
  ['3600', false],
  ['Wed, 21 Oct 2026 07:28:00 GMT', false],
])('an answer that asks to wait for %s s is heeded: %s', (seconds, isHeeded) => {
  const headers = { 'Retry-After': seconds, 'content-type': 'text/plain' };
  const { headers: kept } = withoutLongWait({ headers }, 3000);
  expect(kept).toEqual(isHeeded ? headers : { 'content-type': 'text/plain' });
});
