import type { FeatureName } from '../../features.ts';
import { armOf, perArm, type PerArm } from '../arms.ts';
import { createLineParser, skipReasons, type Call, type SkipReason } from '../logs/parse-line.ts';
import { createNames } from '../names.ts';
import { withFallback, type FallbackJob } from './fallbacks.ts';
import type { Job } from './job.ts';
import { createJobs } from './jobs.ts';
import { outcomeOf, type Measure } from './measure.ts';
import { knownPhases } from './phases.ts';
import { createShadowTally, type ShadowHost } from './shadow.ts';
import { createTally, tallyCall, tallyJob, type Tally } from './tally.ts';

/** What is asked of the logs. Times are in milliseconds since 1970. */
export interface Question {
  feature: FeatureName;
  measure: Measure;
  /** Only jobs that began then or later. */
  since: number;
  /** Only jobs that began before. */
  until: number;
}

/** The counts out of all logs. */
export interface Counts {
  arms: PerArm<Tally>;
  /** Jobs whose lines do not tell the feature. */
  jobsInNoArm: number;
  /** Jobs that began before or after what was asked for. */
  jobsOutside: number;
  fallbackJobs: readonly FallbackJob[];
  shadowHosts: readonly ShadowHost[];
  lines: number;
  skipped: Record<SkipReason, number>;
  /** Lines of jobs whose beginning is not in the logs. */
  headless: number;
  /** When the first and the last of the counted jobs began. */
  first: number;
  last: number;
}

export interface Collector {
  /** @param line undefined: it was too long */
  line(line: string | undefined): void;
  /** What follows is of another log. */
  endLog(): void;
  counts(): Counts;
}

/** Of what a log could have any number of. */
const limits = { openJobs: 10_000, phases: 16, errorClasses: 40 };

/** Counts line by line; how much memory that takes does not depend on how many there are. */
export function createCollector({ feature, measure, since, until }: Question): Collector {
  const parse = createLineParser(feature);
  const phaseName = createNames(limits.phases, knownPhases);
  const errorName = createNames(limits.errorClasses);
  const shadow = createShadowTally();
  const counts = newCounts();
  const isWanted = ({ began }: Job) => began >= since && began < until;

  const onCall = (job: Job, call: Call) => {
    const arm = armOf(job.variant);
    if (!arm || !isWanted(job)) return;
    tallyCall(counts.arms[arm], call, phaseName);
    if (job.variant === 'shadow') shadow.add(call.event.shadow);
  };
  const onEnd = (job: Job) => {
    if (!isWanted(job)) return void (counts.jobsOutside += 1);
    const arm = armOf(job.variant);
    if (!arm) return void (counts.jobsInNoArm += 1);
    const outcome = outcomeOf(job, measure);
    tallyJob(counts.arms[arm], job, outcome, errorName);
    if (outcome === 'succeeded') counts.fallbackJobs = withFallback(counts.fallbackJobs, job);
    counts.first = Math.min(counts.first, job.began);
    counts.last = Math.max(counts.last, job.began);
  };
  const jobs = createJobs(limits.openJobs, { onCall, onEnd });
  return {
    line: (line) => {
      counts.lines += 1;
      const call = parse(line);
      if (typeof call === 'string') counts.skipped[call] += 1;
      else if (!jobs.add(call)) counts.headless += 1;
    },
    endLog: () => {
      jobs.end();
    },
    counts: () => ({ ...counts, shadowHosts: shadow.hosts() }),
  };
}

function newCounts(): Counts {
  const skipped = skipReasons.map((reason): [SkipReason, number] => [reason, 0]);
  return {
    arms: perArm(createTally),
    jobsInNoArm: 0,
    jobsOutside: 0,
    fallbackJobs: [],
    shadowHosts: [],
    lines: 0,
    headless: 0,
    first: Infinity,
    last: -Infinity,
    skipped: Object.fromEntries(skipped) as Record<SkipReason, number>,
  };
}
