import { mask } from './service-tokens.ts';

/**
 * Whether the runner may have sent `image` for what the workflow says: it takes `docker://` off, and
 * a mask may stand for anything, also for a part of that prefix.
 */
export function imageMatcher(written: string): (image: string) => boolean {
  const pieces = written.split(mask);
  return (image) => matches(pieces, image) || matches(pieces, `docker://${image}`);
}

/** The pieces in their order, the first at the start, the last at the end. No backtracking. */
function matches(pieces: readonly string[], text: string): boolean {
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let position = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, position);
    if (found === -1) return false;
    position = found + piece.length;
  }
  return text.length - last.length >= position && text.endsWith(last);
}
