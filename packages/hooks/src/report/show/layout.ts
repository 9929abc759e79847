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

/** Breaks text at its spaces. */
export function wrapText(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line !== indent && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
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
