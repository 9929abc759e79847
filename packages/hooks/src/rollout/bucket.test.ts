import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { bucketOf, bucketValue } from './bucket.ts';
import type { RolloutJob } from './rollout-job.ts';

const job: RolloutJob = {
  runner: 'r',
  group: 'g',
  labels: [],
  repository: 'Octo/App',
  workflow: 'Build',
  workflowFile: '.github/workflows/build.yml',
  ref: 'refs/heads/main',
  event: 'push',
  runId: '42',
};

test('is the same on every machine and in every release', () => {
  // Another figure would move every job to another side in the middle of a rollout.
  expect(bucketOf('credential-helper', 'octo/app').toFixed(9)).toBe('55.101542585');
  expect(bucketOf('parallel-pulls', 'octo/app').toFixed(9)).toBe('33.119286828');
});

test('is from 0 to below 100 for any text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ unit: 'binary' }), (feature, value) => {
      const bucket = bucketOf(feature, value);
      expect(bucket).toBeGreaterThanOrEqual(0);
      expect(bucket).toBeLessThan(100);
      expect(bucketOf(feature, value)).toBe(bucket);
    }),
  );
});

/** Repositories of an organisation: names that differ in little. */
const names = (prefix: string) =>
  Array.from({ length: 20_000 }, (_, index) => `${prefix}/service-${String(index)}`);

test.each(['credential-helper', 'parallel-pulls'])(
  'spreads %s evenly over a hundred buckets',
  (feature) => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/), (prefix) => {
        const counts = new Array<number>(100).fill(0);
        for (const name of names(prefix)) {
          const bucket = Math.floor(bucketOf(feature, name));
          counts[bucket] = (counts[bucket] ?? 0) + 1;
        }
        const expected = 200;
        const chiSquare = counts.reduce(
          (sum, count) => sum + (count - expected) ** 2 / expected,
          0,
        );
        // 99 degrees of freedom: more than this once in a billion draws.
        expect(chiSquare).toBeLessThan(212);
      }),
      { numRuns: 20 },
    );
  },
);

test('each share that is wanted is met', () => {
  const buckets = names('octo').map((name) => bucketOf('credential-helper', name));
  for (const percent of [1, 5, 20, 50, 99]) {
    const share = (100 * buckets.filter((bucket) => bucket < percent).length) / buckets.length;
    expect(Math.abs(share - percent)).toBeLessThan(1.5);
  }
});

test('features do not choose the same jobs', () => {
  const both = names('octo').filter(
    (name) => bucketOf('credential-helper', name) < 20 && bucketOf('pull-policy', name) < 20,
  );
  // 20 % of 20 %
  expect(both.length / 20_000).toBeCloseTo(0.04, 1);
});

test.each([
  ['repository', job, 'octo/app'],
  ['workflow', job, 'octo/app/.github/workflows/build.yml'],
  ['workflow', { ...job, workflowFile: undefined }, 'octo/app/Build'],
  ['run', job, '42'],
  ['repository', { ...job, repository: undefined }, undefined],
  ['workflow', { ...job, repository: undefined }, undefined],
  ['run', { ...job, runId: undefined }, undefined],
] as const)('goes by %s', (key, of, value) => {
  expect(bucketValue(key, of)).toBe(value);
});
