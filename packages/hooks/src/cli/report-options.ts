import { featureNames } from '../features.ts';
import type { Question } from '../report/counts/collect.ts';
import { measures } from '../report/counts/measure.ts';
import { parseTime } from '../report/time.ts';
import type { Limits } from '../report/verdict.ts';
import { UsageError, type Values } from './arguments.ts';

export interface ReportOptions {
  paths: readonly string[];
  question: Question;
  limits: Limits;
}

/** @throws UsageError that names the argument */
export function parseReportOptions(
  values: Values,
  env: NodeJS.ProcessEnv,
  now: number,
): ReportOptions {
  // Not by parseConfig, which wants all that a runner sets.
  const log = env['HOOK_EVENT_LOG']?.trim() ?? '';
  const byDefault = log === '' ? [] : [log];
  const paths = values.positionals.length > 0 ? values.positionals : byDefault;
  if (paths.length === 0) {
    throw new UsageError('No log is named, and HOOK_EVENT_LOG is not set.', {
      hint: 'Name directories or files of event logs, or - for stdin. See --help.',
    });
  }
  if (paths.includes('')) {
    throw new UsageError('A path is empty.', { hint: 'See --help.' });
  }
  const since = time('since', values, now) ?? -Infinity;
  const until = time('until', values, now) ?? Infinity;
  if (since >= until) throw wrong('since', values.text('since') ?? '', 'a time before --until');
  return {
    paths,
    question: {
      feature: oneOf('feature', values, featureNames) ?? 'credential-helper',
      measure: oneOf('measure', values, measures) ?? 'hook',
      since,
      until,
    },
    limits: {
      minJobs: number('min-jobs', values, /^[1-9]\d{0,8}$/, 'a whole number from 1') ?? 50,
      marginPoints: number('margin', values, /^(100|\d{1,2}(\.\d+)?)$/, 'from 0 to 100') ?? 0,
    },
  };
}

function oneOf<T extends string>(name: string, values: Values, known: readonly T[]): T | undefined {
  const given = values.text(name);
  const found = known.find((one) => one === given);
  if (given !== undefined && found === undefined) throw wrong(name, given, known.join(', '));
  return found;
}

function time(name: string, values: Values, now: number): number | undefined {
  const given = values.text(name);
  const at = given === undefined ? undefined : parseTime(given, now);
  if (given !== undefined && at === undefined) {
    throw wrong(name, given, 'a time such as 2026-01-31, 2026-01-31T09:30 or 7d');
  }
  return at;
}

function number(name: string, values: Values, pattern: RegExp, wanted: string): number | undefined {
  const given = values.text(name);
  if (given !== undefined && !pattern.test(given)) throw wrong(name, given, wanted);
  return given === undefined ? undefined : Number(given);
}

function wrong(name: string, given: string, wanted: string): UsageError {
  return new UsageError(`--${name} is ${JSON.stringify(given)}.`, { hint: `It is ${wanted}.` });
}
