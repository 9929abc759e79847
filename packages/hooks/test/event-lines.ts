import type { CallEvent } from '../src/event-log/event.ts';
import { featureNames, type Variant } from '../src/features.ts';

/** A call as the hook logs it: a script step that went well, but for what is given. */
export function callEvent(changes: Partial<CallEvent> = {}): CallEvent {
  return {
    time: '2026-01-31T09:30:00.000Z',
    version: '0.1.0',
    runner: 'runner-1',
    repository: 'octo-org/hello',
    workflow: 'Build and test',
    runId: '21000000042',
    runAttempt: '1',
    job: 'build',
    command: 'run_script_step',
    features: features('off'),
    phases: { exec: 1200 },
    durationMs: 1260,
    exitCode: 0,
    outcome: 'success',
    ...changes,
  };
}

/** All features as a rollout file leaves them, and `credential-helper` in the given variant. */
export function features(variant: Variant): CallEvent['features'] {
  const byDefault = { variant: 'on', reason: 'default' } as const;
  return {
    ...Object.fromEntries(featureNames.map((name) => [name, byDefault])),
    'credential-helper': { variant, reason: 'rollout file, 10 % by repository, at 4.71' },
  };
}

/** The line of a call, with what pino adds. */
export function eventLine(changes: Partial<CallEvent> = {}): string {
  return JSON.stringify({ level: 30, ...callEvent(changes) });
}

export interface SampleJob extends Partial<CallEvent> {
  variant: Variant;
  /** What is different in its prepare_job. */
  prepare?: Partial<CallEvent>;
  /** What is different in its one step. */
  step?: Partial<CallEvent>;
}

/** The lines of a job with containers: prepare_job, a step, cleanup_job. */
export function jobLines({ variant, prepare, step, ...changes }: SampleJob): string[] {
  const all = { features: features(variant), ...changes };
  const prepared = { phases: { sweep: 40, pull: 4000, start: 700 }, durationMs: 4900, images: 2 };
  const cleaned = { phases: { logs: 30, sweep: 500 }, durationMs: 560 };
  return [
    eventLine({ ...all, command: 'prepare_job', ...prepared, ...prepare }),
    eventLine({ ...all, ...step }),
    eventLine({ ...all, command: 'cleanup_job', ...cleaned }),
  ];
}

/** Of one kind of job, how many. */
export interface SampleJobs extends SampleJob {
  jobs: number;
}

/** The lines of many jobs of a runner, one job after another, each a run of its own. */
export function linesOfJobs(kinds: readonly SampleJobs[]): string[] {
  const samples = kinds.flatMap(({ jobs, ...job }) => Array.from({ length: jobs }, () => job));
  return samples.flatMap((job, index) => {
    const time = new Date(Date.UTC(2026, 0, 1) + index * 600_000).toISOString();
    return jobLines({ time, runId: String(21_000_000_000 + index), ...job });
  });
}

/** How a call may end. */
export const hookFailed = { exitCode: 1, outcome: 'hook-failed', errorClass: 'auth' } as const;
export const stepFailed = { exitCode: 2, outcome: 'step-failed' } as const;
export const cancelled = { exitCode: 130, outcome: 'cancelled' } as const;
