import type { Job } from './job.ts';

/** What makes a job fail: that the hook does, or that anything in it does. */
export const measures = ['hook', 'job'] as const;

export type Measure = (typeof measures)[number];

export type JobOutcome = 'succeeded' | 'failed' | 'cancelled';

export const measureTexts: Readonly<Record<Measure, string>> = {
  hook: 'A job succeeds when no call of the hook failed; its own steps may fail.',
  job: 'A job succeeds when neither the hook nor one of its steps failed. How often steps fail differs between repositories: compare arms of the same repositories only.',
};

/** Whoever cancels a job ends it before anybody knows how it would have gone. */
export function outcomeOf(job: Job, measure: Measure): JobOutcome {
  if (job.isCancelled) return 'cancelled';
  const isFailed = job.hasHookFailed || (measure === 'job' && job.hasStepFailed);
  return isFailed ? 'failed' : 'succeeded';
}
