import type { Variant } from '../../features.ts';
import type { Call } from '../logs/parse-line.ts';
import { printable } from '../names.ts';

/** What is known of a job, from its lines so far. */
export interface Job {
  /** Milliseconds since 1970, of its first line. */
  began: number;
  /** The first that a line tells: what a kill switch does later moves no job to the other arm. */
  variant: Variant | undefined;
  isPrepared: boolean;
  isCleanedUp: boolean;
  hasHookFailed: boolean;
  hasStepFailed: boolean;
  isCancelled: boolean;
  /** Classes of the errors of the hook, each once. */
  errorClasses: readonly string[];
  /** Pulls that were tried again. */
  retries: number;
  /** Pulls that only succeeded with the credentials of the workflow. */
  fallbacks: number;
  /** Where to look; only of a job with fallbacks. */
  place: JobPlace | undefined;
}

/** By which a person finds a job. */
export interface JobPlace {
  repository: string;
  workflow: string;
  job: string;
  runId: string;
  runAttempt: string;
  runner: string;
}

/** Of one job, whatever its log says. */
const mostErrorClasses = 8;

export function newJob(began: number): Job {
  return {
    began,
    variant: undefined,
    isPrepared: false,
    isCleanedUp: false,
    hasHookFailed: false,
    hasStepFailed: false,
    isCancelled: false,
    errorClasses: [],
    retries: 0,
    fallbacks: 0,
    place: undefined,
  };
}

/** Writes to the job instead of making a new one: there are a million lines. */
export function addCall(job: Job, { event, variant }: Call): void {
  const { command, outcome, errorClass = 'unknown', retries = 0, fallbacks = 0 } = event;
  job.variant ??= variant;
  if (command === 'prepare_job') job.isPrepared = true;
  if (command === 'cleanup_job') job.isCleanedUp = true;
  if (outcome === 'step-failed') job.hasStepFailed = true;
  if (outcome === 'cancelled') job.isCancelled = true;
  if (outcome === 'hook-failed') {
    job.hasHookFailed = true;
    const shown = printable(errorClass);
    const known = job.errorClasses;
    if (!known.includes(shown) && known.length < mostErrorClasses) {
      job.errorClasses = [...known, shown];
    }
  }
  job.retries += amount(retries);
  job.fallbacks += amount(fallbacks);
  if (fallbacks > 0) job.place ??= placeOf(event);
}

/** A sum stays a number, whatever a line says. */
function amount(given: number): number {
  return Math.min(Math.max(0, Math.trunc(given)), 1000);
}

function placeOf(event: Call['event']): JobPlace {
  const shown = (name = '') => printable(name);
  return {
    repository: shown(event.repository),
    workflow: shown(event.workflow),
    job: shown(event.job),
    runId: shown(event.runId),
    runAttempt: shown(event.runAttempt),
    runner: shown(event.runner),
  };
}
