import type { Environment } from '../support/environment.ts';
import type { HookCall } from '../support/runner.ts';
import { assertSucceeded } from './cases.ts';
import type { GrowthPoint, GrowthResult } from './results.ts';
import { median } from './statistics.ts';
import { createSubject, type Hook, type Subject } from './subject.ts';
import { createUsageMeter } from './usage.ts';

/** What grows: a job or a step of a size, and what is measured of it. */
export interface Growth {
  name: string;
  title: string;
  unit: string;
  sizes: readonly number[];
  /** How many runners do it at once; 1 when left out. */
  runners?: (size: number) => number;
  /** Once for each size and runner. */
  open?: (subject: Subject) => Promise<unknown>;
  call: (subject: Subject, size: number) => Promise<HookCall>;
  after?: (subject: Subject, size: number) => Promise<unknown>;
  close?: (subject: Subject) => Promise<unknown>;
}

export interface GrowthOptions {
  rounds: number;
  onRound: (what: string) => void;
}

export async function measureGrowth(
  environment: Environment,
  growth: Growth,
  hooks: readonly Hook[],
  { rounds, onRound }: GrowthOptions,
): Promise<GrowthResult> {
  const { name, title, unit, sizes } = growth;
  const points: GrowthPoint[] = [];
  for (const size of sizes) {
    for (const hook of hooks) {
      onRound(`${size.toLocaleString('en')} ${unit}, ${hook.name}`);
      points.push(await measurePoint(environment, growth, size, { hook, rounds }));
    }
  }
  return { name, title, unit, points };
}

/** Time and memory come from one process each time: looking at it costs less than a millisecond. */
async function measurePoint(
  environment: Environment,
  growth: Growth,
  size: number,
  { hook, rounds }: { hook: Hook; rounds: number },
): Promise<GrowthPoint> {
  const runners = Array.from({ length: growth.runners?.(size) ?? 1 }, () => {
    const meter = createUsageMeter(environment);
    return { meter, subject: createSubject(environment, hook, meter.options) };
  });
  const figures: { ms: number; peakMiB: number }[] = [];
  for (const { subject } of runners) await growth.open?.(subject);
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all(
      runners.map(async ({ meter, subject }) => {
        const made = await growth.call(subject, size);
        assertSucceeded(made);
        figures.push({ ms: made.times?.ms ?? NaN, peakMiB: meter.read().peakMiB });
      }),
    );
    await Promise.all(runners.map(({ subject }) => growth.after?.(subject, size)));
  }
  for (const { subject } of runners) await growth.close?.(subject);
  return {
    size,
    hook: hook.name,
    ms: median(figures.map(({ ms }) => ms)),
    peakMiB: median(figures.map(({ peakMiB }) => peakMiB)),
  };
}
