import { lineWidth, wrapText } from '../../layout.ts';
import type { Unknown } from '../expressions/resolve.ts';
import type { Outcome, Report, StepResult } from '../result.ts';
import { plain } from './plain.ts';

/** What the terminal can. */
export interface Paint {
  color(style: 'green' | 'yellow' | 'red' | 'bold' | 'gray', text: string): string;
  columns: number;
}

/** What is played, before it begins. */
export function renderHead(report: Report): string[] {
  const { workflow, job, matrix, event, workspace, hook } = report;
  return [
    `Workflow   ${workflow}, job ${job}, event ${event}`,
    ...(matrix === undefined ? [] : [`Matrix     ${matrix}`]),
    `Workspace  a copy of ${workspace}, which stands in for actions/checkout`,
    `Hook       ${hook}`,
  ].map(plain);
}

export function renderStart(title: string, { color }: Pick<Paint, 'color'>): string[] {
  return ['', color('bold', `● ${plain(title)}`)];
}

export function renderEnd(result: StepResult, paint: Paint): string {
  return `${mark(result.outcome, paint)} ${endingOf(result)}`;
}

/** All steps in a table, what was left out, and the verdict. */
export function renderSummary(report: Report, paint: Paint): string[] {
  const { steps, unsupported, unknown, notes, kept, verdict, workflow } = report;
  const where = (line: number) => `${workflow}:${String(line)}`;
  return [
    '',
    ...table(steps, paint),
    ...list(
      'Not played, or not looked at:',
      unsupported.map(({ what, line, why }) => `${what} (${where(line)}): ${why}`),
      paint,
    ),
    ...list(
      'Cannot be known here:',
      unknown.map((one) => unknownText(one, where)),
      paint,
    ),
    ...options(unknown, paint),
    ...list('Notes:', notes, paint),
    ...(kept === undefined ? [] : ['', `The folders are kept in ${kept}.`]),
    '',
    ...wrapText(plain(verdict.text), lineWidth(paint.columns)).map((line) =>
      paint.color(verdict.works ? 'green' : 'red', line),
    ),
  ];
}

function table(steps: readonly StepResult[], paint: Paint): string[] {
  const widest = Math.max(...steps.map(({ outcome }) => outcome.length), 0);
  const indent = ' '.repeat(widest + 4);
  return steps.flatMap(({ outcome, title, reason }) => {
    const text = plain(title) + (reason === undefined ? '' : `: ${plain(reason)}`);
    const [first = '', ...others] = wrapText(text, lineWidth(paint.columns), indent);
    const head = `${mark(outcome, paint)} ${outcome.padEnd(widest)}  `;
    return [head + first.slice(indent.length), ...others];
  });
}

function list(heading: string, entries: readonly string[], { color, columns }: Paint): string[] {
  if (entries.length === 0) return [];
  const wrapped = (entry: string) => wrapText(plain(entry), lineWidth(columns), '  ', '    ');
  const lines = [...new Set(entries)].flatMap(wrapped);
  return ['', color('bold', heading), ...lines];
}

function unknownText(
  { expression, line, what, why, option }: Unknown,
  where: (line: number) => string,
): string {
  const told = option === undefined ? 'no option tells it' : `${option} tells it`;
  return `${expression} (${where(line)}): ${what} is not known, as ${why}; ${told}`;
}

/** Ready to be copied behind the same command, so in one line. */
function options(unknown: readonly Unknown[], { color }: Paint): string[] {
  const told = [...new Set(unknown.flatMap(({ option }) => option ?? []))];
  if (told.length === 0) return [];
  return ['', color('bold', 'Once more with:'), `  ${plain(told.join(' '))}`];
}

const marks: Readonly<Record<Outcome, readonly [string, Parameters<Paint['color']>[0]]>> = {
  played: ['✓', 'green'],
  failed: ['✗', 'red'],
  tolerated: ['✗', 'yellow'],
  skipped: ['–', 'gray'],
  'not played': ['○', 'yellow'],
  planned: ['·', 'gray'],
};

function mark(outcome: Outcome, { color }: Paint): string {
  const [sign, style] = marks[outcome];
  return color(style, sign);
}

/** The others take no time. */
const isRun: readonly Outcome[] = ['played', 'failed', 'tolerated'];

function endingOf({ outcome, reason, seconds }: StepResult): string {
  const why = reason === undefined ? '' : `: ${plain(reason)}`;
  const time =
    seconds === undefined || !isRun.includes(outcome) ? '' : ` (${seconds.toFixed(1)} s)`;
  return `${outcome}${why}${time}`;
}
