import { createCollector, type Question } from '../src/report/counts/collect.ts';
import { makeReport, type Report } from '../src/report/report.ts';
import type { Limits } from '../src/report/verdict.ts';
import { cancelled, hookFailed, linesOfJobs } from './event-lines.ts';

/** The report of lines that are all of one log. */
export function reportOf(
  lines: readonly (string | undefined)[],
  { minJobs = 50, marginPoints = 0, ...asked }: Partial<Question & Limits> = {},
): Report {
  const question: Question = {
    feature: 'credential-helper',
    measure: 'hook',
    since: -Infinity,
    until: Infinity,
    ...asked,
  };
  const collector = createCollector(question);
  for (const line of lines) collector.line(line);
  collector.endLog();
  const logs = { directories: 1, files: 1, unreadable: 0 };
  const now = Date.UTC(2026, 1, 1);
  return makeReport(question, collector.counts(), { minJobs, marginPoints }, logs, now);
}

/** Logs with something for every part of a report; docs/report.md shows theirs. */
export function exampleLines(): string[] {
  const shadow = [{ host: 'ghcr.io', covered: true, ok: false }];
  return linesOfJobs([
    { variant: 'off', jobs: 1200 },
    { variant: 'shadow', jobs: 60, prepare: { shadow } },
    { variant: 'off', jobs: 5, step: cancelled },
    { variant: 'on', jobs: 120 },
    { variant: 'on', jobs: 2, prepare: { fallbacks: 1 } },
    { variant: 'on', jobs: 12, prepare: hookFailed },
  ]);
}
