import { createCollector, type Question } from '../src/report/counts/collect.ts';
import { makeReport, type Report } from '../src/report/report.ts';
import type { Limits } from '../src/report/verdict.ts';

/** The report of lines that are all of one log. */
export function reportOf(
  lines: readonly (string | undefined)[],
  { minJobs = 50, marginPoints = 0, ...asked }: Partial<Question & Limits> = {},
): Report {
  const question: Question = {
    ...{ feature: 'credential-helper', measure: 'hook', since: -Infinity, until: Infinity },
    ...asked,
  };
  const collector = createCollector(question);
  for (const line of lines) collector.line(line);
  collector.endLog();
  const logs = { directories: 1, files: 1, unreadable: 0 };
  const now = Date.UTC(2026, 1, 1);
  return makeReport(question, collector.counts(), { minJobs, marginPoints }, logs, now);
}
