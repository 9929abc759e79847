import { armNames } from '../arms.ts';
import { percent, roundPercent } from '../format.ts';
import type { Report } from '../report.ts';
import type { Rate } from '../wilson.ts';
import { positionOn, rateScale, type RateScale } from './rate-scale.ts';

/** The success rates with their intervals, one above the other: do they overlap? */
export function plotRates(report: Report, width: number): string[] {
  const scale = rateScale(report);
  const letters = width - labelWidth;
  const [from, to] = [roundPercent(scale.from), roundPercent(scale.to)];
  const title = 'success rate'.padEnd(labelWidth);
  const axis = title + from + ' '.repeat(Math.max(1, letters - from.length - to.length)) + to;
  const lines = armNames.map((arm) => {
    const { successRate: rate } = report.arms[arm];
    const label = `  ${arm.padEnd(10)}${(rate ? percent(rate.value) : '-').padStart(9)}`;
    return label.padEnd(labelWidth) + (rate ? whisker(rate, scale, letters) : '');
  });
  return [axis, ...lines];
}

const labelWidth = 24;

/** `├───●─┤` */
function whisker({ lower, value, upper }: Rate, scale: RateScale, letters: number): string {
  const at = (rate: number) => Math.round(positionOn(scale, rate) * (letters - 1));
  const [start, middle, end] = [at(lower), at(value), at(upper)];
  const drawn = Array.from({ length: end - start + 1 }, (_, index) => {
    if (index + start === middle) return '●';
    if (index === 0) return '├';
    return index + start === end ? '┤' : '─';
  });
  return ' '.repeat(start) + drawn.join('');
}
