/**
 * What an answer says in a header. No pattern: compiling one takes longer.
 * @param name in small letters
 */
export function headerOf(head: string, name: string): string | undefined {
  const begin = `\n${name}:`;
  const start = head.toLowerCase().indexOf(begin);
  return start < 0
    ? undefined
    : head
        .slice(start + begin.length)
        .split('\r', 1)[0]
        ?.trim();
}
