/** Sums and shows what the suites of this folder counted. */

/** Counts in the order of the columns, with their headings. */
const columns = {
  faults: 'faults injected',
  survived: 'survived',
  inputs: 'inputs tried',
  jobs: 'jobs',
  leaks: 'leaks found',
};

/**
 * @param {string} lines of JSON, as tally.ts writes them
 * @returns {Record<string, Record<string, number>>} counts by subject, subjects by name
 */
export function sumUp(lines) {
  const sums = {};
  for (const line of lines.split('\n').filter(Boolean)) {
    const { subject, ...counts } = JSON.parse(line);
    const sum = (sums[subject] ??= {});
    for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
  }
  return Object.fromEntries(
    Object.entries(sums).sort(([one], [other]) => one.localeCompare(other)),
  );
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
