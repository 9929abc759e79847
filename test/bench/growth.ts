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
  /** Measured beside the floor; ours with other settings as installed. */
  beside?: readonly Hook[];
  /** How many runners do it at once; 1 when left out. */
  runners?: (size: number) => number;
  /** Once for each size and runner. */
  open?: (subject: Subject) => Promise<unknown>;
  call: (subject: Subject, size: number) => Promise<HookCall>;
  after?: (subject: Subject) => Promise<unknown>;
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
    const fleets = hooks.map((hook) => createFleet(environment, growth, size, hook));
    const subjects = fleets.flatMap((fleet) => fleet.subjects);
    await oneByOne(subjects, growth.open);
    for (let round = 1; round <= rounds; round += 1) {
      onRound(`${size.toLocaleString('en')} ${unit}, round ${String(round)} of ${String(rounds)}`);
      await oneByOne(fleets, (fleet) => fleet.play());
    }
    await oneByOne(subjects, growth.close);
    points.push(...fleets.map(({ point }) => point()));
  }
  return { name, title, unit, rounds, points };
}

interface Fleet {
  subjects: readonly Subject[];
  /** All runners make the call at once. */
  play(): Promise<void>;
  point(): GrowthPoint;
}

/** Time and memory come from one process each time: looking at it costs less than a millisecond. */
function createFleet(environment: Environment, growth: Growth, size: number, hook: Hook): Fleet {
  const runners = Array.from({ length: growth.runners?.(size) ?? 1 }, () => {
    const meter = createUsageMeter(environment);
    return { meter, subject: createSubject(environment, hook, meter.options) };
  });
  const figures: { ms: number; peakMiB: number }[] = [];
  return {
    subjects: runners.map(({ subject }) => subject),
    play: async () => {
      const calls = runners.map(async ({ meter, subject }) => {
        const made = await growth.call(subject, size);
        assertSucceeded(made);
        figures.push({ ms: made.times?.ms ?? NaN, peakMiB: meter.read().peakMiB });
      });
      await Promise.all(calls);
      await Promise.all(runners.map(({ subject }) => growth.after?.(subject)));
    },
    point: () => {
      const ms = median(figures.map((each) => each.ms));
      return { size, hook: hook.name, ms, peakMiB: median(figures.map((each) => each.peakMiB)) };
    },
  };
}

async function oneByOne<Item>(
  list: readonly Item[],
  work?: (item: Item) => Promise<unknown>,
): Promise<void> {
  for (const item of list) await work?.(item);
}
