/** A table of a page; each row has its cells. */
export interface Table {
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

/** A section of a page, by its heading of the second level; what stands above the first has no title. */
export interface Section {
  title: string;
  /** Of its tables. */
  rows: Table['rows'];
}

export function sectionsOf(markdown: string): readonly Section[] {
  return `\n${markdown}`.split('\n## ').map((text, place) => ({
    title: place === 0 ? '' : (text.split('\n', 1)[0] ?? ''),
    rows: tablesOf(text).flatMap(({ rows }) => rows),
  }));
}

export function tablesOf(markdown: string): readonly Table[] {
  return [...`${markdown}\n`.matchAll(/(?:^\|.*\n)+/gm)].map(([table]) => {
    // The second line is the one of dashes.
    const [head = '', , ...rows] = table.trimEnd().split('\n');
    return { head: cellsOf(head), rows: rows.map(cellsOf) };
  });
}

function cellsOf(line: string): readonly string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}
