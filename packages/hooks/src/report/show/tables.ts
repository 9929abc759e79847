import { armNames } from '../arms.ts';
import { duration, moment, percent, whole } from '../format.ts';
import type { Arm, PhaseTimes, Report } from '../report.ts';

/** Rows of cells, the first of them the heading. */
export type Table = readonly (readonly string[])[];

export function jobTable({ arms }: Report): Table {
  const row = (name: string, cell: (arm: Arm) => string) => {
    return [name, ...armNames.map((arm) => cell(arms[arm]))];
  };
  return [
    ['', ...armNames],
    row('jobs', ({ jobs }) => whole(jobs)),
    row('  in shadow', ({ shadow }) => whole(shadow)),
    row('  succeeded', ({ succeeded }) => whole(succeeded)),
    row('  failed', ({ failed }) => whole(failed)),
    row('  cancelled (in no rate)', ({ cancelled }) => whole(cancelled)),
    row('success rate', ({ successRate: rate }) => (rate ? percent(rate.value) : '-')),
    row('  95 % interval from', ({ successRate: rate }) => (rate ? percent(rate.lower) : '-')),
    row('  to', ({ successRate: rate }) => (rate ? percent(rate.upper) : '-')),
    row('jobs without an end', ({ unfinished }) => whole(unfinished)),
    row('jobs saved by a fallback', ({ fallbackJobs }) => whole(fallbackJobs)),
    row('pulls saved by a fallback', ({ fallbacks }) => whole(fallbacks)),
    row('pulls tried again', ({ retries }) => whole(retries)),
  ];
}

export function phaseTable({ phases }: Report): Table {
  const cell = (times: PhaseTimes | null, which: 'p50' | 'p95') =>
    times ? duration(times[which]) : '-';
  return [
    ['time per call', 'p50 control', 'canary', 'p95 control', 'canary'],
    ...phases.map(({ phase, control, canary }) => [
      phase,
      ...[cell(control, 'p50'), cell(canary, 'p50')],
      ...[cell(control, 'p95'), cell(canary, 'p95')],
    ]),
  ];
}

export function errorTable({ errors }: Report): Table {
  return [
    ['errors of the hook: jobs with', ...armNames],
    ...errors.map((row) => [row.errorClass, ...armNames.map((arm) => whole(row[arm]))]),
  ];
}

export function shadowTable({ shadow }: Report): Table {
  return [
    ['shadow: registry host', 'checks', 'not covered', 'no credentials'],
    ...shadow.hosts.map(({ host, checks, covered, ok }) => {
      return [host, ...[checks, checks - covered, checks - ok].map(whole)];
    }),
  ];
}

export function fallbackTable({ fallbackJobs }: Report): Table {
  return [
    ['began', 'repository', 'workflow', 'job', 'run', 'runner', 'pulls'],
    ...fallbackJobs.map(
      ({ began, repository, workflow, job, runId, runAttempt, runner, pulls }) => {
        const run = `${runId}/${runAttempt}`;
        return [moment(began), repository, workflow, job, run, runner, whole(pulls)];
      },
    ),
  ];
}
