import type { Daemon } from './engine-daemon.ts';

/** Tries all at once, and fails only afterwards: one that stays must not keep the others. */
export async function removeAll(daemon: Daemon, paths: readonly string[]): Promise<void> {
  const removals = paths.map((path) => daemon.tell({ method: 'DELETE', path }));
  const failed = (await Promise.allSettled(removals)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
