import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';

/** What is kept of one hook call, for machines. No secrets, no values of variables, no paths. */
export interface CallEvent {
  command: string;
  runner: string;
  runId: string | undefined;
  runAttempt: string | undefined;
  job: string | undefined;
  durationMs: number;
  exitCode: number;
  outcome: 'success' | 'step-failed' | 'hook-failed' | 'cancelled';
  /** Why the hook failed: the reason of a DockerError, else the name of the error. */
  errorClass: string | undefined;
}

/** Appends one JSON line to `hook-events.jsonl` in the directory that HOOK_EVENT_LOG names. */
export function recordEvent(directory: string, event: CallEvent): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, 'hook-events.jsonl');
  // Synchronous: the process ends right after. One write per line, so calls do not mix.
  const destination = pino.destination({ dest: file, sync: true, append: true, mode: 0o600 });
  pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination).info(event);
  destination.end();
}
