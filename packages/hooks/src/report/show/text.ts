import { alignColumns, cut, lineWidth, wrapText } from '../../layout.ts';
import type { FallbackJob } from '../counts/fallbacks.ts';
import { moment } from '../format.ts';
import type { Report } from '../report.ts';
import { logsText, notesOf } from './notes.ts';
import { errorTable, jobTable, phaseTable, shadowTable, type Table } from './tables.ts';
import { plotRates } from './text-plot.ts';

/** What the terminal can. */
export interface Terminal {
  color(style: 'green' | 'yellow' | 'red' | 'bold' | 'gray', text: string): string;
  columns: number;
}

/** The report for people, in lines of the terminal. */
export function renderText(report: Report, { color, columns }: Terminal): string[] {
  const width = lineWidth(columns);
  const headed = ([head = '', ...lines]: readonly string[]) => [color('bold', head), ...lines, ''];
  const table = (rows: Table) => (rows.length > 1 ? headed(alignColumns(rows, width)) : []);
  const list = (head: string, lines: readonly string[]) =>
    lines.length > 0 ? headed([head, ...lines]) : [];
  const text = (words: string) => wrapText(words, width, '  ');
  const { decision, rule, reason } = report.verdict;
  return [
    color('bold', `${report.feature}: canary (on) against control (off, shadow)`),
    ...wrapText(logsText(report), width).map((line) => color('gray', line)),
    '',
    ...table(jobTable(report)),
    ...headed(plotRates(report, width)),
    ...table(phaseTable(report)),
    ...table(errorTable(report)),
    ...list(
      'newest jobs saved by a fallback',
      report.fallbackJobs.map((job) => cut(fallbackLine(job), width)),
    ),
    ...table(shadowTable(report)),
    ...list('not in these numbers', notesOf(report).flatMap(text)),
    color('bold', 'Verdict: ') + color(colors[decision], decision),
    ...text(reason),
    color('bold', 'Rule'),
    ...text(`${rule} ${report.measureText}`),
  ];
}

const colors = { 'go on': 'green', hold: 'yellow', 'roll back': 'red' } as const;

function fallbackLine({ began, repository, job, runId, runAttempt, runner }: FallbackJob): string {
  return `  ${[moment(began), repository, job, `${runId}/${runAttempt}`, runner].join('  ')}`;
}
