/** A section of a page, by its heading of the second level; what stands above the first has no title. */
export interface Section {
  title: string;
  /** The cells of each row of its tables, without the rows of headings. */
  rows: readonly (readonly string[])[];
}

export function sectionsOf(markdown: string): readonly Section[] {
  return `\n${markdown}`.split('\n## ').map((text, place) => ({
    title: place === 0 ? '' : (text.split('\n', 1)[0] ?? ''),
    rows: rowsIn(text.split('\n')),
  }));
}

function rowsIn(lines: readonly string[]): readonly (readonly string[])[] {
  return lines
    .filter((line) => line.startsWith('|') && !isRule(line))
    .filter((line) => !isRule(lines[lines.indexOf(line) + 1]))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll('\\|', '|')));
}

/** The line of dashes under the headings of a table. */
function isRule(line: string | undefined): boolean {
  return /^\|[\s:|-]+\|$/.test(line ?? '');
}
