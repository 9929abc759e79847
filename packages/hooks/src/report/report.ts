import type { FeatureName } from '../features.ts';
import { perArm, type ArmName, type PerArm } from './arms.ts';
import type { Counts, Question } from './counts/collect.ts';
import type { FallbackJob } from './counts/fallbacks.ts';
import { relativeError, type Histogram } from './counts/histogram.ts';
import { measureTexts, type JobOutcome, type Measure } from './counts/measure.ts';
import { knownPhases } from './counts/phases.ts';
import type { ShadowHost } from './counts/shadow.ts';
import type { Tally } from './counts/tally.ts';
import type { SkipReason } from './logs/parse-line.ts';
import { decide, type Limits, type Verdict } from './verdict.ts';
import { wilson, type Rate } from './wilson.ts';

/** All that is said, as `--json` prints it; null is what there are no numbers for. */
export interface Report {
  feature: FeatureName;
  measure: Measure;
  measureText: string;
  /** ISO 8601, as all times. */
  madeAt: string;
  since: string | null;
  until: string | null;
  /** When the first and the last of the counted jobs began. */
  firstJob: string | null;
  lastJob: string | null;
  verdict: Verdict;
  arms: PerArm<Arm>;
  phases: readonly PhaseRow[];
  errors: readonly ErrorRow[];
  /** The newest jobs that only succeeded by a fallback. */
  fallbackJobs: readonly FallbackJob[];
  shadow: { jobs: number; hosts: readonly ShadowHost[] };
  jobsInNoArm: number;
  jobsOutside: number;
  /** How far quantiles may be from the exact ones. */
  relativeError: number;
  logs: Logs & LineCounts;
}

export interface Arm extends Record<JobOutcome, number> {
  /** All jobs. */
  jobs: number;
  unfinished: number;
  shadow: number;
  successRate: Rate | null;
  fallbackJobs: number;
  fallbacks: number;
  retries: number;
}

/** Durations in milliseconds. */
export interface PhaseRow extends PerArm<PhaseTimes | null> {
  phase: string;
}

export interface PhaseTimes {
  calls: number;
  p50: number;
  p95: number;
}

/** Jobs by class of error. */
export interface ErrorRow extends PerArm<number> {
  errorClass: string;
}

/** What was read. */
export interface Logs {
  directories: number;
  files: number;
  /** Files and directories that could not be read, or not to their end. */
  unreadable: number;
}

interface LineCounts {
  lines: number;
  skipped: Readonly<Record<SkipReason, number>>;
  headless: number;
}

export function makeReport(
  { feature, measure, since, until }: Question,
  counts: Counts,
  limits: Limits,
  logs: Logs,
  now: number,
): Report {
  const { jobsInNoArm, jobsOutside, fallbackJobs, lines, skipped, headless } = counts;
  const arms = perArm((name) => armOf(counts.arms[name]));
  const evidence = perArm((name) => {
    const { succeeded, failed, successRate } = arms[name];
    return { jobs: succeeded + failed, rate: successRate ?? undefined };
  });
  return {
    feature,
    measure,
    measureText: measureTexts[measure],
    madeAt: isoTime(now) ?? '',
    since: isoTime(since),
    until: isoTime(until),
    firstJob: isoTime(counts.first),
    lastJob: isoTime(counts.last),
    verdict: decide(evidence, limits),
    arms,
    phases: phaseRows(counts.arms),
    errors: errorRows(counts.arms),
    fallbackJobs,
    shadow: { jobs: arms.control.shadow, hosts: counts.shadowHosts },
    jobsInNoArm,
    jobsOutside,
    relativeError,
    logs: { ...logs, lines, skipped, headless },
  };
}

function armOf(tally: Tally): Arm {
  const { unfinished, shadow, fallbackJobs, fallbacks, retries } = tally;
  const { succeeded, failed, cancelled } = tally.outcomes;
  return {
    jobs: succeeded + failed + cancelled,
    succeeded,
    failed,
    cancelled,
    unfinished,
    shadow,
    successRate: wilson(succeeded, succeeded + failed) ?? null,
    fallbackJobs,
    fallbacks,
    retries,
  };
}

function phaseRows(tallies: PerArm<Tally>): PhaseRow[] {
  const others = namesOf(tallies, 'phases').filter((name) => !knownPhases.includes(name));
  return [...knownPhases, ...others.sort()]
    .map((phase) => ({ phase, ...perArm((arm) => timesOf(tallies[arm].phases.get(phase))) }))
    .filter(({ control, canary }) => control !== null || canary !== null);
}

function timesOf(histogram: Histogram | undefined): PhaseTimes | null {
  const [p50, p95] = [histogram?.quantile(0.5), histogram?.quantile(0.95)];
  if (!histogram || p50 === undefined || p95 === undefined) return null;
  return { calls: histogram.count(), p50: hundredths(p50), p95: hundredths(p95) };
}

function hundredths(number: number): number {
  return Math.round(100 * number) / 100;
}

/** Those that hit most jobs first. */
function errorRows(tallies: PerArm<Tally>): ErrorRow[] {
  const jobsWith = (arm: ArmName, name: string) => tallies[arm].errors.get(name) ?? 0;
  return namesOf(tallies, 'errors')
    .map((errorClass) => ({ errorClass, ...perArm((arm) => jobsWith(arm, errorClass)) }))
    .sort((one, other) => other.control + other.canary - one.control - one.canary);
}

function namesOf({ control, canary }: PerArm<Tally>, what: 'phases' | 'errors'): string[] {
  return [...new Set([...control[what].keys(), ...canary[what].keys()])];
}

/** null for what is no time: an end that was not set, or the first of no jobs. */
function isoTime(at: number): string | null {
  return Number.isFinite(at) ? new Date(at).toISOString() : null;
}
