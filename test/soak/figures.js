/** Sums and shows what the suites of this folder counted. */

/** Counts in the order of the columns, with their headings. */
const columns = {
  faults: 'faults injected',
  survived: 'survived',
  inputs: 'inputs tried',
  jobs: 'jobs',
  leaks: 'leaks found',
};

/** @param {string} lines of JSON, as tally.ts writes them */
export function readCounts(lines) {
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/**
 * @param {object[]} counts of suites
 * @returns {Record<string, Record<string, number>>} counts by subject, subjects by name
 */
export function sumUp(counts) {
  const sums = {};
  for (const { subject, ...count } of counts) {
    const numbers = Object.entries(count).filter(([, value]) => typeof value === 'number');
    const sum = (sums[subject] ??= {});
    for (const [name, number] of numbers) sum[name] = (sum[name] ?? 0) + number;
  }
  return Object.fromEntries(
    Object.entries(sums).sort(([one], [other]) => one.localeCompare(other)),
  );
}

/** Sums as counts again, to be added to others. */
export function countsOf(sums) {
  return Object.entries(sums).map(([subject, numbers]) => ({ subject, ...numbers }));
}

/**
 * @param {Record<string, Record<string, number>>} sums
 * @returns {string[][]} rows of cells, the first with headings and the last with totals
 */
export function tableOf(sums) {
  const names = Object.keys(columns);
  const row = (title, counts) => [
    title,
    ...names.map((name) => (counts[name] === undefined ? '' : counts[name].toLocaleString('en'))),
  ];
  const total = {};
  for (const name of names) {
    const counts = Object.values(sums).flatMap((sum) => sum[name] ?? []);
    if (counts.length > 0) total[name] = counts.reduce((one, other) => one + other);
  }
  return [
    ['what', ...Object.values(columns)],
    ...Object.entries(sums).map(([subject, counts]) => row(subject, counts)),
    row('all', total),
  ];
}

/** For a terminal: names to the left, numbers to the right. */
export function asText(rows) {
  const widths = rows[0].map((_, index) => Math.max(...rows.map((row) => row[index].length)));
  const line = ([title, ...cells]) => [
    title.padEnd(widths[0]),
    ...cells.map((cell, index) => cell.padStart(widths[index + 1])),
  ];
  return rows.map((row) => line(row).join('  ').trimEnd()).join('\n');
}

/** For a page, as prettier lays it out. */
export function asMarkdown(rows) {
  const widths = rows[0].map((_, index) => Math.max(3, ...rows.map((row) => row[index].length)));
  const [head, ...body] = rows.map(([title, ...cells]) => [
    title.padEnd(widths[0]),
    ...cells.map((cell, index) => cell.padStart(widths[index + 1])),
  ]);
  const rule = widths.map((width, index) =>
    index === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
