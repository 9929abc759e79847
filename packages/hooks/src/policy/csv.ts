/**
 * The fields of one record of CSV, as Go reads it (`encoding/csv`, without lazy quotes), for values without
 * line breaks; undefined for what Go would refuse.
 */
export function csvFields(text: string): string[] | undefined {
  const fields: string[] = [];
  let position = 0;
  do {
    const field = /^(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/.exec(text.slice(position));
    if (field === null) return undefined;
    const [whole, quoted, bare = ''] = field;
    fields.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    position += whole.length + 1;
  } while (position <= text.length);
  return fields;
}
