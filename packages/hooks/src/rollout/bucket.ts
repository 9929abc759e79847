import { createHash } from 'node:crypto';
import type { RolloutJob } from './rollout-job.ts';

/** What stays together in a percentage. */
export type BucketKey = 'repository' | 'workflow' | 'run';

/**
 * Where a job stands between 0 and 100 for a feature: the same for the same key on every machine and
 * at every re-run, evenly spread, and different from feature to feature. A job is in a canary of
 * p per cent when it stands below p, so a higher p only adds.
 */
export function bucketOf(feature: string, value: string): number {
  const digest = createHash('sha256').update(`${feature}\n${value}`).digest();
  return (digest.readUIntBE(0, 6) / 2 ** 48) * 100;
}

/** The text that is hashed; undefined when the runner does not tell what it takes. */
export function bucketValue(key: BucketKey, job: RolloutJob): string | undefined {
  // GitHub's names of owners and repositories do not tell case.
  const repository = job.repository?.toLowerCase();
  if (key === 'run') return job.runId;
  if (key === 'repository' || repository === undefined) return repository;
  const workflow = job.workflowFile ?? job.workflow;
  return workflow === undefined ? undefined : `${repository}/${workflow}`;
}
