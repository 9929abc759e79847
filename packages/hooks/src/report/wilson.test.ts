import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { wilson } from './wilson.ts';

// R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('gives the published interval of %d out of %d', (successes, total, lower, upper) => {
  const rate = wilson(successes, total);
  expect(rate?.value).toBe(successes / total);
  expect(rate?.lower).toBeCloseTo(lower, 4);
  expect(rate?.upper).toBeCloseTo(upper, 4);
});

test('says nothing of nothing', () => {
  expect(wilson(0, 0)).toBeUndefined();
});

test('holds the rate, stays between 0 and 1, and is the mirror image of the failures', () => {
  const counts = fc.tuple(fc.nat(1_000_000), fc.nat(1_000_000)).filter(([a, b]) => a + b > 0);
  fc.assert(
    fc.property(counts, ([successes, failures]) => {
      const total = successes + failures;
      const { value, lower, upper } = wilson(successes, total) ?? { value: 2, lower: 2, upper: 2 };
      expect(lower).toBeGreaterThanOrEqual(0);
      expect(value).toBeGreaterThanOrEqual(lower);
      expect(upper).toBeGreaterThanOrEqual(value);
      expect(upper).toBeLessThanOrEqual(1);
      expect(wilson(failures, total)?.lower).toBeCloseTo(1 - upper, 10);
    }),
  );
});
