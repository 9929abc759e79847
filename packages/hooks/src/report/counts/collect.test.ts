import { expect, test } from '@jest/globals';
import {
  cancelled,
  eventLine,
  hookFailed,
  jobLines,
  stepFailed,
  type SampleJob,
} from '../../../test/event-lines.ts';
import { createCollector, type Question } from './collect.ts';

function collect(lines: readonly (string | undefined)[], question: Partial<Question> = {}) {
  const collector = createCollector({
    feature: 'credential-helper',
    measure: 'hook',
    since: -Infinity,
    until: Infinity,
    ...question,
  });
  for (const line of lines) collector.line(line);
  collector.endLog();
  return collector.counts();
}

let run = 0;

/** A job of a run of its own. */
function job(sample: SampleJob): string[] {
  run += 1;
  return jobLines({ runId: String(run), ...sample });
}

test('on is the canary; off and shadow are control', () => {
  const { arms } = collect([
    ...job({ variant: 'on' }),
    ...job({ variant: 'off' }),
    ...job({ variant: 'shadow' }),
  ]);
  expect(
    [arms.canary, arms.control].map(({ outcomes, shadow }) => [outcomes.succeeded, shadow]),
  ).toEqual([
    [1, 0],
    [2, 1],
  ]);
});

test('can be about another feature', () => {
  const { arms } = collect(job({ variant: 'off' }), { feature: 'engine-exec' });
  expect(arms.canary.outcomes.succeeded).toBe(1);
});

test.each([
  ['hook', { succeeded: 2, failed: 1, cancelled: 2 }],
  ['job', { succeeded: 1, failed: 2, cancelled: 2 }],
] as const)('counts by %s', (measure, outcomes) => {
  const lines = [
    ...job({ variant: 'on' }),
    ...job({ variant: 'on', step: stepFailed }),
    ...job({ variant: 'on', prepare: hookFailed }),
    ...job({ variant: 'on', step: cancelled }),
    ...job({ variant: 'on', prepare: cancelled, step: hookFailed }),
  ];
  expect(collect(lines, { measure }).arms.canary.outcomes).toEqual(outcomes);
});

test('counts jobs by class of error, once each', () => {
  const lines = [
    ...job({ variant: 'on', prepare: hookFailed, step: hookFailed }),
    ...job({ variant: 'on', prepare: { ...hookFailed, errorClass: 'daemon' } }),
  ];
  expect([...collect(lines).arms.canary.errors]).toEqual([
    ['auth', 1],
    ['daemon', 1],
  ]);
});

test('a job that only succeeded by a fallback is a success, and is listed, the newest first', () => {
  const fallback = { fallbacks: 2, images: 2 };
  const lines = [
    ...job({
      variant: 'on',
      prepare: fallback,
      time: '2026-01-02T00:00:00.000Z',
      repository: 'o/2',
    }),
    ...job({
      variant: 'on',
      prepare: fallback,
      time: '2026-01-03T00:00:00.000Z',
      repository: 'o/3',
    }),
    ...job({
      variant: 'on',
      prepare: fallback,
      time: '2026-01-01T00:00:00.000Z',
      repository: 'o/1',
    }),
    ...job({ variant: 'on', prepare: { ...fallback, ...hookFailed }, repository: 'o/failed' }),
  ];
  const { arms, fallbackJobs } = collect(lines);
  expect(arms.canary).toMatchObject({
    outcomes: { succeeded: 3, failed: 1 },
    fallbackJobs: 3,
    fallbacks: 8,
  });
  expect(fallbackJobs.map(({ repository, pulls }) => [repository, pulls])).toEqual([
    ['o/3', 2],
    ['o/2', 2],
    ['o/1', 2],
  ]);
});

test('measures phases and the whole of prepare_job, but no call that was cancelled', () => {
  const { phases } = collect([
    ...job({ variant: 'on' }),
    ...job({ variant: 'on', step: { ...cancelled, phases: { exec: 9_000_000 } } }),
  ]).arms.canary;
  const found = [...phases].map(([name, times]) => [name, times.count()]);
  expect(Object.fromEntries(found)).toEqual({
    sweep: 4,
    pull: 2,
    start: 2,
    prepare_job: 2,
    exec: 1,
    logs: 2,
  });
  expect(phases.get('prepare_job')?.quantile(0.5)).toBeCloseTo(4900, -2);
});

test('tells what shadow found by host, trouble first', () => {
  const found = (host: string, covered: boolean, ok: boolean) => ({
    shadow: [{ host, covered, ok }],
  });
  const { shadowHosts } = collect([
    ...job({ variant: 'shadow', prepare: found('a', true, true) }),
    ...job({ variant: 'shadow', prepare: found('b', true, false) }),
    ...job({ variant: 'shadow', prepare: found('b', false, false) }),
    ...job({ variant: 'off', prepare: found('c', false, false) }),
  ]);
  expect(shadowHosts).toEqual([
    { host: 'b', checks: 2, covered: 1, ok: 0 },
    { host: 'a', checks: 1, covered: 1, ok: 1 },
  ]);
});

test('takes jobs by when they began, and each whole', () => {
  const at = (time: string) => `2026-01-31T${time}:00.000Z`;
  const late = job({ variant: 'on', time: at('09:00') });
  const lines = [
    ...job({ variant: 'on', time: at('08:59') }).slice(0, 2),
    ...late.slice(0, 1),
    ...job({ variant: 'on', time: at('10:00') }),
    ...late.slice(1).map((line) => line.replace('09:00', '10:30')),
  ];
  const [since, until] = [Date.parse(at('09:00')), Date.parse(at('10:00'))];
  const { arms, jobsOutside, first, last } = collect(lines, { since, until });
  expect(arms.canary).toMatchObject({ outcomes: { succeeded: 1 }, unfinished: 0 });
  expect([jobsOutside, first, last]).toEqual([2, since, since]);
});

test('counts what it leaves out', () => {
  const counts = collect([
    ...['{"level":30,', 'null', undefined],
    eventLine({ command: 'cleanup_job', runId: 'rotated' }),
    ...jobLines({ variant: 'on', runId: 'x', features: {} }),
    ...job({ variant: 'on' }).slice(0, 2),
  ]);
  expect(counts).toMatchObject({
    lines: 9,
    skipped: { 'too long': 1, 'no JSON': 1, 'no event': 1 },
    headless: 1,
    jobsInNoArm: 1,
    arms: { canary: { outcomes: { succeeded: 1 }, unfinished: 1 } },
  });
});

test('keeps no more for many names than for few', () => {
  const sizeOf = (jobs: number) => {
    const lines = Array.from({ length: jobs }, (_, index) => {
      const name = `${String(index)}-${'x'.repeat(50)}`;
      const broken = { ...hookFailed, phases: { [name]: 1 }, errorClass: name };
      const shadow = [{ host: name, covered: false, ok: false }];
      return [
        ...job({
          variant: 'shadow',
          prepare: { ...broken, shadow },
          repository: name,
          runner: name,
        }),
        ...job({ variant: 'on', prepare: { fallbacks: 1 }, repository: name, runner: name }),
      ];
    }).flat();
    const { arms, fallbackJobs, shadowHosts } = collect(lines);
    const { errors, phases } = arms.control;
    return [errors.size, phases.size, fallbackJobs.length, shadowHosts.length];
  };
  // With `other`, and four phases that are known.
  expect(sizeOf(100)).toEqual([41, 17 + 4, 20, 41]);
  expect(sizeOf(1000)).toEqual(sizeOf(100));
});
