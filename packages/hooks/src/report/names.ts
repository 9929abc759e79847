/** What takes the place of names that are too many. */
export const otherName = 'other';

/** Letters of a name that are kept. */
const longest = 100;

/**
 * A name out of a log as it may be shown: on one line, without anything that moves the cursor or turns
 * the direction of writing, and not too long.
 */
export function printable(name: string): string {
  const letters = [...name.slice(0, 2 * longest).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd')];
  return letters.length > longest ? `${letters.slice(0, longest - 1).join('')}…` : letters.join('');
}

/**
 * Keeps the first names that it sees, so that a log with ever new ones takes no more memory than any.
 *
 * @param known names that are kept beside them
 * @returns the name as it may be shown, or `other`
 */
export function createNames(
  limit: number,
  known: readonly string[] = [],
): (name: string) => string {
  const kept = new Set(known);
  return (name) => {
    if (kept.has(name)) return name;
    const shown = printable(name);
    if (kept.has(shown)) return shown;
    if (kept.size >= known.length + limit) return otherName;
    kept.add(shown);
    return shown;
  };
}
