import { expect, test } from '@jest/globals';
import { eventLine, jobLines } from '../../../test/event-lines.ts';
import { createLineParser } from '../logs/parse-line.ts';
import type { Job } from './job.ts';
import { createJobs } from './jobs.ts';

const parse = createLineParser('credential-helper');

function play(lines: readonly string[], limit = 100) {
  const ended: Job[] = [];
  let calls = 0;
  const jobs = createJobs(limit, { onCall: () => (calls += 1), onEnd: (job) => ended.push(job) });
  const taken = lines.map((line) => {
    const call = parse(line);
    if (typeof call === 'string') throw new Error(call);
    return jobs.add(call);
  });
  return { jobs, ended, taken, calls: () => calls };
}

const [prepare = '', step = '', cleanup = ''] = jobLines({ variant: 'on' });
const action = (changes = {}) => eventLine({ command: 'run_container_step', ...changes });

test('a job is what lies between prepare_job and cleanup_job', () => {
  const { jobs, ended, calls } = play([prepare, step, step, cleanup]);
  expect(ended).toMatchObject([{ variant: 'on', isPrepared: true, isCleanedUp: true }]);
  expect([jobs.open(), calls()]).toEqual([0, 4]);
});

test('jobs of several runners with one log lie between each other', () => {
  const [one, other] = ['1', '2'].map((runner) => jobLines({ variant: 'on', runner }));
  const woven = one?.flatMap((line, index) => [line, other?.[index] ?? '']) ?? [];
  expect(play(woven).ended).toHaveLength(2);
});

test('docker actions of a job without containers are a job', () => {
  const { jobs, ended } = play([action(), action(), action({ job: 'next' }), prepare]);
  jobs.end();
  expect(ended.map(({ isPrepared }) => isPrepared)).toEqual([false, false, true]);
});

test('an attempt and a run are jobs of their own', () => {
  const { jobs } = play([action(), action({ runAttempt: '2' }), action({ runId: '7' })]);
  expect(jobs.open()).toBe(3);
});

test('jobs of a matrix, one after another on a runner, are told apart', () => {
  const { jobs, ended } = play([prepare, step, prepare, step, cleanup, prepare]);
  expect(ended.map(({ isCleanedUp }) => isCleanedUp)).toEqual([false, true]);
  jobs.end();
  expect(ended).toHaveLength(3);
});

test('lines whose beginning is missing are no job', () => {
  const { jobs, ended, taken } = play([step, cleanup, prepare]);
  expect(taken).toEqual([false, false, true]);
  expect([ended.length, jobs.open()]).toEqual([0, 1]);
});

test('keeps what the lines of a job say', () => {
  const failed = { exitCode: 1, outcome: 'hook-failed' } as const;
  const { ended } = play([
    ...jobLines({ variant: 'on', prepare: { ...failed, errorClass: 'auth', fallbacks: 2 } }).slice(
      0,
      1,
    ),
    eventLine({ outcome: 'step-failed', retries: 1 }),
    eventLine({ ...failed, errorClass: 'auth' }),
    eventLine(failed),
    eventLine({ outcome: 'cancelled' }),
    cleanup,
  ]);
  expect(ended).toMatchObject([
    {
      hasHookFailed: true,
      hasStepFailed: true,
      isCancelled: true,
      errorClasses: ['auth', 'unknown'],
      fallbacks: 2,
      retries: 1,
      place: { repository: 'octo-org/hello', runId: '21000000042', runner: 'runner-1' },
    },
  ]);
});

test('is in the arm of its first line, whatever a kill switch does later', () => {
  const { ended } = play([prepare, ...jobLines({ variant: 'off' }).slice(1)]);
  expect(ended).toMatchObject([{ variant: 'on' }]);
});

test('has no more jobs open than the limit; the one that was silent for longest ends', () => {
  const lines = ['a', 'b', 'a', 'c'].map((job) => action({ job, fallbacks: 1 }));
  const { jobs, ended } = play(lines, 2);
  expect([jobs.open(), ended.map(({ place }) => place?.job)]).toEqual([2, ['b']]);

  const many = Array.from({ length: 5000 }, (_, index) => action({ runner: String(index) }));
  const all = play(many, 100);
  expect([all.jobs.open(), all.ended.length]).toEqual([100, 4900]);
});

test('keeps little of a job whose log is absurd', () => {
  const huge = 'x'.repeat(60_000);
  const failures = Array.from({ length: 50 }, (_, index) =>
    action({
      job: huge,
      outcome: 'hook-failed',
      errorClass: `${String(index)}${huge}`,
      retries: 1e300,
    }),
  );
  const { jobs, ended } = play([
    ...failures,
    action({ job: `${huge}y`, retries: -5, fallbacks: 0.5 }),
  ]);
  jobs.end();
  expect(JSON.stringify(ended[0]).length).toBeLessThan(2000);
  expect(ended).toMatchObject([{ retries: 50_000 }, { retries: 0, fallbacks: 0 }]);
});
