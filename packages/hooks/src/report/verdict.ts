import type { PerArm } from './arms.ts';
import { percent, whole } from './format.ts';
import type { Rate } from './wilson.ts';

export const decisions = ['go on', 'hold', 'roll back'] as const;

export type Decision = (typeof decisions)[number];

/** What a person can set of the rule. */
export interface Limits {
  /** Jobs that each arm must have before anything is decided. */
  minJobs: number;
  /** Percentage points by which the canary may be worse. */
  marginPoints: number;
}

export interface Verdict extends Limits {
  decision: Decision;
  /** The rule in words, the same for all numbers. */
  rule: string;
  /** The numbers that were put in, in words. */
  reason: string;
}

/** The jobs of an arm that count, and the rate of those that succeeded. */
export interface Evidence {
  jobs: number;
  rate: Rate | undefined;
}

/** Whether the canary goes on, by one rule that is printed with it. */
export function decide(arms: PerArm<Evidence>, limits: Limits): Verdict {
  return { ...limits, ...decideWithReason(arms, limits), rule: ruleText(limits) };
}

function ruleText({ minJobs, marginPoints }: Limits): string {
  return [
    `Hold while an arm has fewer than ${whole(minJobs)} jobs that were not cancelled.`,
    `Roll back when the canary's upper bound plus the margin (${points(marginPoints)}) lies below control's lower bound.`,
    'Else go on. The bounds are those of the Wilson interval at 95 %.',
  ].join(' ');
}

function decideWithReason(
  { control, canary }: PerArm<Evidence>,
  { minJobs, marginPoints }: Limits,
): Pick<Verdict, 'decision' | 'reason'> {
  const have = `Control has ${whole(control.jobs)} jobs and the canary ${whole(canary.jobs)}`;
  if (!control.rate || !canary.rate || Math.min(control.jobs, canary.jobs) < minJobs) {
    return { decision: 'hold', reason: `${have}; each needs ${whole(minJobs)}.` };
  }
  const highest = canary.rate.upper + marginPoints / 100;
  const isWorse = highest < control.rate.lower;
  const canaryText = `the canary's upper bound ${percent(canary.rate.upper)} plus ${points(marginPoints)}`;
  const relation = isWorse ? 'lies below' : 'does not lie below';
  const reason = `${have}; ${canaryText} ${relation} control's lower bound ${percent(control.rate.lower)}.`;
  return { decision: isWorse ? 'roll back' : 'go on', reason };
}

function points(given: number): string {
  return `${String(given)} percentage points`;
}
