import { count, moment, whole } from '../format.ts';
import type { Report } from '../report.ts';

/** What was read, and of what time. */
export function logsText({ logs, firstJob, lastJob }: Report): string {
  const files = count(logs.files, 'file');
  const directories = count(logs.directories, 'directory', 'directories');
  const read = `${count(logs.lines, 'line')}, ${files}, ${directories}`;
  if (firstJob === null || lastJob === null) return `${read}; no jobs`;
  return `${read}; jobs that began ${moment(firstJob)} to ${moment(lastJob)}`;
}

/** What is not in the numbers, for whoever has to trust them. */
export function notesOf({ logs, jobsInNoArm, jobsOutside, feature }: Report): string[] {
  const reasons = Object.entries(logs.skipped).filter(([, lines]) => lines > 0);
  const skipped = reasons.reduce((sum, [, lines]) => sum + lines, 0);
  const why = reasons.map(([reason, lines]) => `${whole(lines)} ${reason}`).join(', ');
  const { unreadable, headless } = logs;
  const notes: [number, string, string, string][] = [
    [skipped, 'line was', 'lines were', `skipped (${why}).`],
    [unreadable, 'file or directory', 'files or directories', 'could not be read.'],
    [headless, 'line', 'lines', 'of jobs whose beginning is not in the logs do not count.'],
    [jobsInNoArm, 'job is', 'jobs are', `in neither arm: no line says what ${feature} was.`],
    [jobsOutside, 'job', 'jobs', 'that began at another time do not count.'],
  ];
  return notes
    .filter(([number]) => number > 0)
    .map(([number, one, many, rest]) => `${count(number, one, many)} ${rest}`);
}
