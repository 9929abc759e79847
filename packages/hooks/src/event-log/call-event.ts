import type { Config } from '../config.ts';
import { errorClass } from '../errors.ts';
import type { Evidence } from '../evidence.ts';
import type { Features } from '../features.ts';
import type { CallEvent } from './event.ts';

/** How a call of the hook went. */
export interface CallEnding {
  command: CallEvent['command'];
  /** Release of the hook. */
  version: string;
  /** undefined: it failed before they were decided. */
  features: Features | undefined;
  evidence: Evidence;
  durationMs: number;
  exitCode: number;
  failure: unknown;
  isCancelled: boolean;
}

/** The line for the event log, but its time. */
export function callEvent(config: Config, ending: CallEnding): Omit<CallEvent, 'time'> {
  const { command, version, features = {}, durationMs, exitCode, failure } = ending;
  const { phases, counts, shadow } = ending.evidence.collected();
  const { repository, workflow, runId, runAttempt, jobId: job, runnerName: runner } = config;
  return {
    ...{ version, runner, repository, workflow, runId, runAttempt, job, command },
    ...{ features, phases, ...counts, shadow: shadow.length > 0 ? [...shadow] : undefined },
    ...{ durationMs, exitCode, outcome: outcomeOf(ending), errorClass: errorClass(failure) },
  };
}

function outcomeOf({ exitCode, failure, isCancelled }: CallEnding): CallEvent['outcome'] {
  if (isCancelled) return 'cancelled';
  if (failure !== undefined) return 'hook-failed';
  return exitCode === 0 ? 'success' : 'step-failed';
}
