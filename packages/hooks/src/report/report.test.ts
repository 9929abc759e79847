import { expect, test } from '@jest/globals';
import { cancelled, hookFailed, linesOfJobs } from '../../test/event-lines.ts';
import { reportOf } from '../../test/report.ts';

const fleet = [
  { variant: 'off', jobs: 95 },
  { variant: 'shadow', jobs: 5 },
  { variant: 'off', jobs: 2, step: cancelled },
  { variant: 'on', jobs: 54 },
  { variant: 'on', jobs: 6, prepare: { ...hookFailed, phases: { pull: 60_000 } } },
] as const;

test('puts both arms side by side', () => {
  const { arms, errors, phases, verdict } = reportOf(linesOfJobs(fleet));
  expect(arms).toMatchObject({
    control: { jobs: 102, succeeded: 100, failed: 0, cancelled: 2, shadow: 5 },
    canary: { jobs: 60, succeeded: 54, failed: 6, cancelled: 0, shadow: 0 },
  });
  expect(arms.canary.successRate?.value).toBe(0.9);
  expect(errors).toEqual([{ errorClass: 'auth', control: 0, canary: 6 }]);
  expect(phases.map(({ phase }) => phase)).toEqual([
    ...['prepare_job', 'sweep', 'pull', 'start', 'exec', 'logs'],
  ]);
  const pull = phases.find(({ phase }) => phase === 'pull');
  expect(pull).toMatchObject({ control: { calls: 102 }, canary: { calls: 60 } });
  expect((pull?.canary?.p95 ?? 0) / 60_000).toBeCloseTo(1, 1);
  expect((pull?.canary?.p50 ?? 0) / 4000).toBeCloseTo(1, 1);
  expect(verdict.decision).toBe('roll back');
});

test('leaves cancelled jobs out of the rate and of what the verdict counts', () => {
  const jobs = [
    { variant: 'off', jobs: 100 },
    { variant: 'on', jobs: 49 },
    { variant: 'on', jobs: 10, step: cancelled },
  ] as const;
  const { arms, verdict } = reportOf(linesOfJobs(jobs));
  expect(arms.canary.successRate?.value).toBe(1);
  expect(verdict.decision).toBe('hold');
});

test('follows the limits that are set', () => {
  const lines = linesOfJobs([
    { variant: 'off', jobs: 30 },
    { variant: 'on', jobs: 30, prepare: hookFailed },
  ]);
  expect(reportOf(lines).verdict.decision).toBe('hold');
  expect(reportOf(lines, { minJobs: 30 }).verdict.decision).toBe('roll back');
  expect(reportOf(lines, { minJobs: 30, marginPoints: 100 }).verdict.decision).toBe('go on');
});

test('has null where there are no numbers, and survives JSON', () => {
  const report = reportOf([]);
  expect(report).toMatchObject({
    since: null,
    until: null,
    firstJob: null,
    lastJob: null,
    arms: { control: { jobs: 0, successRate: null }, canary: { jobs: 0, successRate: null } },
    phases: [],
    errors: [],
    fallbackJobs: [],
    shadow: { jobs: 0, hosts: [] },
    verdict: { decision: 'hold' },
  });
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test('puts phases that it does not know behind those that it does', () => {
  const lines = linesOfJobs([{ variant: 'on', jobs: 1, step: { phases: { warm: 1, exec: 1 } } }]);
  expect(reportOf(lines).phases.map(({ phase }) => phase)).toEqual([
    ...['prepare_job', 'sweep', 'pull', 'start', 'exec', 'logs', 'warm'],
  ]);
});
