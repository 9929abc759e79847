import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createHistogram, relativeError } from './histogram.ts';

function histogramOf(durations: readonly number[]) {
  const histogram = createHistogram();
  for (const duration of durations) histogram.add(duration);
  return histogram;
}

/** The nearest rank. */
function exactQuantile(durations: readonly number[], q: number): number {
  const sorted = [...durations].sort((one, other) => one - other);
  return sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? NaN;
}

const longest = 30 * 86_400_000;
const spread = fc.double({ min: 0, max: Math.log(longest), noNaN: true }).map(Math.exp);
const whole = fc.nat(20_000);

test('is within its error of the exact quantiles, however durations are spread', () => {
  const durations = fc.array(fc.oneof(spread, whole), { minLength: 1, maxLength: 300 });
  const share = fc.oneof(fc.constantFrom(0.5, 0.95), fc.double({ min: 0, max: 1, noNaN: true }));
  fc.assert(
    fc.property(durations, share, (given, q) => {
      const exact = exactQuantile(given, q);
      const found = histogramOf(given).quantile(q) ?? NaN;
      // Rounding of logarithms may put the end of a bin into the next one.
      expect(Math.abs(found - exact)).toBeLessThanOrEqual(relativeError * exact * (1 + 1e-9));
    }),
  );
});

test('takes what is below a millisecond for nothing, and very long for 30 days', () => {
  expect(histogramOf([0, 0.4, -5]).quantile(0.5)).toBe(0);
  const found = histogramOf([1e300, Infinity]).quantile(0.5) ?? NaN;
  expect(Math.abs(found - longest)).toBeLessThanOrEqual(relativeError * longest);
});

test('counts, and says nothing of nothing', () => {
  expect(histogramOf([1, 2, 3]).count()).toBe(3);
  expect(createHistogram().quantile(0.5)).toBeUndefined();
});

test('has as many bins after many durations as before, and those are few', () => {
  const histogram = createHistogram();
  const before = histogram.bins();
  for (let ms = 1; ms < 1e12; ms *= 1.0001) histogram.add(ms);
  expect(histogram.count()).toBeGreaterThan(100_000);
  expect(histogram.bins()).toBe(before);
  expect(before).toBeLessThan(1200);
});
