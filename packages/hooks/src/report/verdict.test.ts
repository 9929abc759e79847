import { expect, test } from '@jest/globals';
import { decide, type Evidence } from './verdict.ts';
import { wilson } from './wilson.ts';

function arm(succeeded: number, failed: number): Evidence {
  return { jobs: succeeded + failed, rate: wilson(succeeded, succeeded + failed) };
}

const limits = { minJobs: 50, marginPoints: 0 };

test.each([
  ['go on', arm(990, 10), arm(99, 1)],
  ['go on', arm(990, 10), arm(50, 0)],
  ['go on', arm(900, 100), arm(200, 0)],
  ['hold', arm(990, 10), arm(49, 0)],
  ['hold', arm(49, 0), arm(990, 10)],
  ['hold', arm(990, 10), arm(0, 49)],
  ['hold', arm(0, 0), arm(0, 0)],
  ['roll back', arm(990, 10), arm(0, 50)],
  ['roll back', arm(990, 10), arm(90, 10)],
] as const)('says %s', (decision, control, canary) => {
  expect(decide({ control, canary }, limits).decision).toBe(decision);
});

test('rolls back only when the intervals do not touch', () => {
  const control = { jobs: 100, rate: { value: 0.95, lower: 0.9, upper: 0.97 } };
  const below = (upper: number) => ({ jobs: 100, rate: { value: 0.5, lower: 0.4, upper } });
  expect(decide({ control, canary: below(0.8999) }, limits).decision).toBe('roll back');
  expect(decide({ control, canary: below(0.9) }, limits).decision).toBe('go on');
});

test('adds the margin to the upper bound of the canary', () => {
  const arms = {
    control: { jobs: 100, rate: { value: 0.95, lower: 0.9, upper: 0.97 } },
    canary: { jobs: 100, rate: { value: 0.8, lower: 0.75, upper: 0.88 } },
  };
  expect(decide(arms, { minJobs: 50, marginPoints: 1.5 }).decision).toBe('roll back');
  expect(decide(arms, { minJobs: 50, marginPoints: 2.5 }).decision).toBe('go on');
});

test.each([
  ['hold', 49, 49, 0],
  ['roll back', 95, 100, 0],
  ['go on', 95, 100, 0.5],
  ['go on', 96, 100, 0],
] as const)('says %s of the example in the docs: %d of %d', (decision, succeeded, jobs, points) => {
  const arms = { control: arm(990, 10), canary: arm(succeeded, jobs - succeeded) };
  expect(decide(arms, { minJobs: 50, marginPoints: points }).decision).toBe(decision);
});

test('prints the rule with its limits, and the numbers that were put in', () => {
  const verdict = decide(
    { control: arm(990, 10), canary: arm(90, 10) },
    { minJobs: 60, marginPoints: 0.5 },
  );
  expect(verdict).toEqual({
    decision: 'roll back',
    rule: "Hold while an arm has fewer than 60 jobs that were not cancelled. Roll back when the canary's upper bound plus the margin (0.5 percentage points) lies below control's lower bound. Else go on. The bounds are those of the Wilson interval at 95 %.",
    reason:
      "Control has 1,000 jobs and the canary 100; the canary's upper bound 94.48 % plus 0.5 percentage points lies below control's lower bound 98.17 %.",
    minJobs: 60,
    marginPoints: 0.5,
  });
  expect(decide({ control: arm(990, 10), canary: arm(12, 0) }, limits).reason).toBe(
    'Control has 1,000 jobs and the canary 12; each needs 50.',
  );
});
