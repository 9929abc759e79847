/** Text in lines and columns of letters. */

/**
 * Columns of the same width in every row: the first to the left, the others to the right. When that
 * is too wide, the first one is cut.
 */
export function alignColumns(rows: readonly (readonly string[])[], width: number): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => lettersOf(row[column] ?? '').length)),
  );
  const [first = 0, ...others] = widths;
  const taken = others.reduce((sum, letters) => sum + letters + gap, 0);
  const firstWidth = Math.min(first, Math.max(leastWidth, width - taken));
  return rows.map(([head = '', ...cells]) => {
    const padded = cells.map((cell, index) => ' '.repeat(gap) + padStart(cell, others[index] ?? 0));
    return (padEnd(cut(head, firstWidth), firstWidth) + padded.join('')).trimEnd();
  });
}

const gap = 2;

/** Of the first column, however wide the others are. */
const leastWidth = 8;

/** Letters in a line, where a terminal has so many: longer ones are hard to read. */
export function lineWidth(columns: number): number {
  return Math.max(60, Math.min(columns, 100));
}

/** Breaks text at its spaces. `hanging` is the indent of all lines but the first. */
export function wrapText(text: string, width: number, indent = '', hanging = indent): string[] {
  const lines: string[] = [];
  let [begin, line] = [indent, indent];
  for (const word of text.split(' ')) {
    if (line !== begin && line.length + 1 + word.length > width) {
      lines.push(line);
      begin = line = hanging;
    }
    line += line === begin ? word : ` ${word}`;
  }
  return [...lines, line];
}

function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - lettersOf(text).length));
}

function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - lettersOf(text).length)) + text;
}

export function cut(text: string, width: number): string {
  const letters = lettersOf(text);
  return letters.length > width ? `${letters.slice(0, width - 1).join('')}…` : text;
}

function lettersOf(text: string): string[] {
  return [...text];
}
