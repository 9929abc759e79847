import type { Job, JobPlace } from './job.ts';

/** A job that only succeeded by a fallback, for people who want to look at it. */
export interface FallbackJob extends JobPlace {
  /** ISO 8601 */
  began: string;
  /** Pulls that only succeeded with the credentials of the workflow. */
  pulls: number;
}

const mostJobs = 20;

/** The list with one more job, the newest first; the oldest leaves it when it gets long. */
export function withFallback(
  list: readonly FallbackJob[],
  { began, fallbacks, place }: Job,
): readonly FallbackJob[] {
  if (!place) return list;
  const added = { ...place, began: new Date(began).toISOString(), pulls: fallbacks };
  return [...list, added].sort((one, other) => compare(other, one)).slice(0, mostJobs);
}

function compare(one: FallbackJob, other: FallbackJob): number {
  return one.began < other.began ? -1 : Number(one.began > other.began);
}
