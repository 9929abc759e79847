import { expect, test } from '@jest/globals';
import { explain } from '../errors.ts';
import { UsageError, parseArguments } from './arguments.ts';
import { reportArguments } from './report-help.ts';
import { parseReportOptions } from './report-options.ts';

const now = Date.UTC(2026, 0, 31, 12);

function parse(args: readonly string[], env: NodeJS.ProcessEnv = { HOOK_EVENT_LOG: '/log' }) {
  return parseReportOptions(parseArguments(args, reportArguments), env, now);
}

test('without arguments it is about the credential helper, in the log of the hook', () => {
  expect(parse([])).toEqual({
    paths: ['/log'],
    question: {
      feature: 'credential-helper',
      measure: 'hook',
      since: -Infinity,
      until: Infinity,
    },
    limits: { minJobs: 50, marginPoints: 0 },
  });
});

test('takes what is given', () => {
  const args = [
    ...['a', '-', 'b', '--feature', 'engine-exec', '--measure=job', '--since', '7d'],
    ...['--until', '2026-01-31', '--min-jobs', '200', '--margin', '0.5'],
  ];
  expect(parse(args)).toEqual({
    paths: ['a', '-', 'b'],
    question: {
      feature: 'engine-exec',
      measure: 'job',
      since: now - 7 * 86_400_000,
      until: Date.UTC(2026, 0, 31),
    },
    limits: { minJobs: 200, marginPoints: 0.5 },
  });
});

test.each([
  [['--feature', 'helper'], '--feature is "helper". It is credential-helper, service-names,'],
  [['--measure', 'step'], '--measure is "step". It is hook, job.'],
  [['--since', 'yesterday'], '--since is "yesterday". It is a time such as 2026-01-31,'],
  [['--since', '1d', '--until', '2d'], '--since is "1d". It is a time before --until.'],
  [['--min-jobs', '0'], '--min-jobs is "0". It is a whole number from 1.'],
  [['--min-jobs', '1e3'], '--min-jobs is "1e3".'],
  [['--margin', '101'], '--margin is "101". It is from 0 to 100.'],
  [['--margin=-1'], '--margin is "-1".'],
  [[''], 'A path is empty.'],
])('refuses %j', (args, message) => {
  const failure = (() => {
    try {
      return parse(args);
    } catch (error) {
      return error;
    }
  })();
  expect(failure).toBeInstanceOf(UsageError);
  expect(explain(failure)).toContain(message);
});

test('without a log, named or set, there is nothing to report on', () => {
  expect(() => parse([], {})).toThrow('No log is named, and HOOK_EVENT_LOG is not set.');
  expect(() => parse([], { HOOK_EVENT_LOG: ' ' })).toThrow('No log is named');
});
