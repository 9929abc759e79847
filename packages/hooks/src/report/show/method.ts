import { roundPercent } from '../format.ts';
import type { Report } from '../report.ts';

/** How the numbers came about, for the reader of the page. */
export function methodOf({ feature, measureText, relativeError }: Report): string[] {
  return [
    `Canary are the jobs for which ${feature} is on, control those for which it is off or in shadow: as it was when the job began.`,
    'A job is what a runner logs from prepare_job to cleanup_job, or the docker actions of a job without containers.',
    `${measureText} Cancelled jobs are in no rate.`,
    `p50 and p95 are over calls that were not cancelled, and within ${roundPercent(relativeError)} of the exact ones. Phases of a call may overlap.`,
  ];
}
