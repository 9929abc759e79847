import type { CaseResult, GrowthPoint, GrowthResult, HookResult } from './results.ts';

/** A head and rows of text; all cells but the first are numbers. */
export type Table = readonly (readonly string[])[];

export function caseTable(cases: readonly CaseResult[]): Table {
  return [
    [
      'case',
      'hook',
      'ms',
      'p10–p90',
      '÷ floor',
      'target',
      'CPU ms',
      'CPU of clients',
      'MiB',
    ].concat(['docker', 'API: clients', 'API: hook', 'also']),
    ...cases.flatMap((each) => each.hooks.map((hook) => caseRow(each, hook))),
  ];
}

function caseRow({ title, target, hooks }: CaseResult, result: HookResult): readonly string[] {
  const { hook, isOurs, ms, ratio, engineCalls } = result;
  const isFirst = result === hooks[0];
  return [
    isFirst ? title : '',
    hook,
    ms.median.toFixed(0),
    `${ms.p10.toFixed(0)}–${ms.p90.toFixed(0)}`,
    ratio === undefined ? '' : ratio.toFixed(2),
    isOurs && ratio !== undefined ? targetText(ratio, target) : '',
    ...[result.cpuMs, result.childrenCpuMs, result.peakMiB].map((value) => value.toFixed(0)),
    ...[result.dockerProcesses, engineCalls.client, engineCalls.hook].map(String),
    Object.entries(result.facts)
      .map(([name, value]) => `${value.toFixed(0)} ${name}`)
      .join(', '),
  ];
}

function targetText(ratio: number, target: number): string {
  return `${target.toFixed(2)} ${ratio <= target ? 'met' : 'missed'}`;
}

/** A row for each size, with columns for each hook. */
export function growthTable({ title, unit, points }: GrowthResult): Table {
  const hooks = [...new Set(points.map(({ hook }) => hook))];
  const sizes = [...new Set(points.map(({ size }) => size))];
  const cells = (point: GrowthPoint | undefined) => [
    point?.ms.toFixed(0) ?? '',
    point?.peakMiB.toFixed(0) ?? '',
  ];
  return [
    [`${title} (${unit})`, ...hooks.flatMap((hook) => [`${hook}: ms`, `${hook}: MiB`])],
    ...sizes.map((size) => [
      size.toLocaleString('en'),
      ...hooks.flatMap((hook) =>
        cells(points.find((point) => point.size === size && point.hook === hook)),
      ),
    ]),
  ];
}

/** For a terminal. */
export function terminalText(table: Table): string {
  const widths = columnWidths(table);
  const lines = table.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return isText(table, column) ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** For a page, as prettier would write it. */
export function markdown(table: Table): string {
  const widths = columnWidths(table).map((width) => Math.max(width, 3));
  const [head = [], ...rows] = table.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return `${[head, rule, ...rows].join('\n')}\n`;
}

function columnWidths(table: Table): number[] {
  const columns = table[0]?.map((_, column) => column) ?? [];
  return columns.map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
}

function isText(table: Table, column: number): boolean {
  return column === 0 || !table.slice(1).some((row) => /^\d/.test(row[column] ?? ''));
}
