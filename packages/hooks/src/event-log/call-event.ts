import type { Config } from '../config.ts';
import { errorClass } from '../errors.ts';
import type { Evidence } from '../evidence.ts';
import type { Features } from '../features.ts';
import type { CallEvent } from './event.ts';

/** Letters of a name in a line: workflow authors choose some of them. */
const longest = 200;

/** How a call of the hook went. */
export interface CallEnding {
  command: CallEvent['command'];
  /** Release of the hook. */
  version: string;
  features: Features;
  evidence: Evidence;
  durationMs: number;
  exitCode: number;
  failure: unknown;
  isCancelled: boolean;
}

/** The line for the event log, but its time. */
export function callEvent(config: Config, ending: CallEnding): Omit<CallEvent, 'time'> {
  const { command, version, features, durationMs, exitCode, failure } = ending;
  const { phases, counts, shadow } = ending.evidence.collected();
  const { repository, workflow, runId, runAttempt, jobId: job, runnerName: runner } = config;
  const names = { runner, repository, workflow, runId, runAttempt, job };
  return {
    version,
    command,
    runner,
    ...Object.fromEntries(
      Object.entries(names).map(([name, text]) => [name, text?.slice(0, longest)]),
    ),
    features,
    phases,
    ...counts,
    shadow: shadow.length > 0 ? [...shadow] : undefined,
    durationMs,
    exitCode,
    outcome: outcomeOf(ending),
    errorClass: ending.isCancelled ? undefined : errorClass(failure),
  };
}

function outcomeOf({ exitCode, failure, isCancelled }: CallEnding): CallEvent['outcome'] {
  if (failure === undefined && exitCode === 0) return 'success';
  if (isCancelled) return 'cancelled';
  return failure === undefined ? 'step-failed' : 'hook-failed';
}
