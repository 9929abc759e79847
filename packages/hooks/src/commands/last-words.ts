import type { Context } from '../context.ts';

/** Enough for one line, and no more than one error should quote. */
const mostBytes = 300;

/** The last line that a container wrote: why its program could not start, where it is about that. */
export async function lastWords(
  container: string,
  { cleanupDocker: docker }: Pick<Context, 'cleanupDocker'>,
): Promise<string | undefined> {
  const text = await docker.logs(container, mostBytes).catch(() => '');
  return text.trim().split('\n').at(-1)?.trim().replace(/\.$/, '') || undefined;
}

/** What to do about it, where that is clear. */
export function adviceFor(words: string | undefined): string | undefined {
  if (!/exec format error/.test(words ?? '')) return undefined;
  return 'The image is built for another architecture than this machine has: push it for this one, too.';
}
