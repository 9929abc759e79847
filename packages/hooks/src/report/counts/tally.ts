import type { Call } from '../logs/parse-line.ts';
import { createHistogram, type Histogram } from './histogram.ts';
import type { Job } from './job.ts';
import type { JobOutcome } from './measure.ts';
import { wholePrepare } from './phases.ts';

/** What is counted of one arm. All of it stays small, however many jobs there are. */
export interface Tally {
  outcomes: Record<JobOutcome, number>;
  /** Jobs that were prepared and not cleaned up. */
  unfinished: number;
  /** Jobs whose variant is shadow. */
  shadow: number;
  /** Jobs that only succeeded by a fallback. */
  fallbackJobs: number;
  /** Pulls that only succeeded by one. */
  fallbacks: number;
  /** Pulls that were tried again. */
  retries: number;
  /** Jobs by class of error. */
  errors: Map<string, number>;
  phases: Map<string, Histogram>;
}

export function createTally(): Tally {
  return {
    outcomes: { succeeded: 0, failed: 0, cancelled: 0 },
    unfinished: 0,
    shadow: 0,
    fallbackJobs: 0,
    fallbacks: 0,
    retries: 0,
    errors: new Map(),
    phases: new Map(),
  };
}

/** @param nameOf keeps the classes of errors few */
export function tallyJob(
  tally: Tally,
  job: Job,
  outcome: JobOutcome,
  nameOf: (errorClass: string) => string,
): void {
  tally.outcomes[outcome] += 1;
  if (job.isPrepared && !job.isCleanedUp) tally.unfinished += 1;
  if (job.variant === 'shadow') tally.shadow += 1;
  if (job.fallbacks > 0 && outcome === 'succeeded') tally.fallbackJobs += 1;
  tally.fallbacks += job.fallbacks;
  tally.retries += job.retries;
  for (const name of new Set(job.errorClasses.map(nameOf))) {
    tally.errors.set(name, (tally.errors.get(name) ?? 0) + 1);
  }
}

/**
 * A call that was cancelled took as long as somebody waited, which tells nothing.
 *
 * @param nameOf keeps the phases few
 */
export function tallyCall(
  { phases }: Tally,
  { event }: Call,
  nameOf: (phase: string) => string,
): void {
  if (event.outcome === 'cancelled') return;
  for (const name in event.phases) {
    add(phases, nameOf(name), event.phases[name] ?? 0);
  }
  if (event.command === 'prepare_job') add(phases, wholePrepare, event.durationMs);
}

function add(phases: Tally['phases'], name: string, milliseconds: number): void {
  const found = phases.get(name) ?? createHistogram();
  found.add(milliseconds);
  phases.set(name, found);
}
