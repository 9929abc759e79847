/**
 * Whether a text fits a pattern in which `*` stands for any letters, also none; case does not count.
 * Takes time in proportion to both lengths, whatever a workflow puts into a name.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  const [wanted, given] = [pattern.toLowerCase(), text.toLowerCase()];
  const [first = '', ...rest] = wanted.split('*');
  if (rest.length === 0) return given === wanted;
  const last = rest.pop() ?? '';
  if (!given.startsWith(first)) return false;
  let position = first.length;
  for (const part of rest) {
    const found = given.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  return given.length - last.length >= position && given.endsWith(last);
}
