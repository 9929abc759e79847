import type { WorkerLogPage } from './worker-log.ts';

/** What the simulated Worker is told: how to start the hook. */
export interface WorkerOrder {
  program: string;
  args: string[];
  /** Overlay on the Worker's own environment. */
  env: Record<string, string>;
  cwd: string;
  /** The whole of the hook's stdin; undefined: it stays open and empty. */
  input?: string | undefined;
  /** The Worker's own log: it writes all of it and keeps the last file open. */
  log?: readonly WorkerLogPage[] | undefined;
  /** Where it writes how long the hook ran (HookTimes). */
  timesFile: string;
}

/** The life of one hook process, from before it was started until its end was known. */
export interface HookTimes {
  ms: number;
  /** Milliseconds since the epoch, with fractions. */
  endedAt: number;
}
