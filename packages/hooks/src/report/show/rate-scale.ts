import { armNames } from '../arms.ts';
import type { Report } from '../report.ts';

/** The part of 0 to 1 that a plot of success rates shows: whole per cents around the intervals. */
export interface RateScale {
  from: number;
  to: number;
}

export function rateScale({ arms }: Pick<Report, 'arms'>): RateScale {
  const rates = armNames.flatMap((arm) => arms[arm].successRate ?? []);
  if (rates.length === 0) return { from: 0, to: 1 };
  const from = Math.floor(100 * Math.min(...rates.map(({ lower }) => lower))) / 100;
  const to = Math.ceil(100 * Math.max(...rates.map(({ upper }) => upper))) / 100;
  return from < to ? { from, to } : { from: from - 0.01, to };
}

/** Where a rate stands on it, from 0 to 1. */
export function positionOn({ from, to }: RateScale, rate: number): number {
  return (rate - from) / (to - from);
}
