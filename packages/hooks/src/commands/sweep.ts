import type { Context } from '../context.ts';
import { runnerFilter } from '../container/names.ts';
import type { Listed, ListKind } from '../docker/docker.ts';
import { sweepPrivateDirectories } from '../docker/private-directory.ts';
import { stopwatch } from '../stopwatch.ts';
import { warnOnly } from './tidy-up.ts';

type SweepContext = Pick<Context, 'config' | 'log' | 'cleanupDocker'>;

/** Containers that are known, or asked for, already. */
export interface KnownContainers {
  containers: Promise<Listed[]>;
  /** Settles when they may go. */
  until: Promise<unknown>;
}

/**
 * Removes everything this runner made, found by its label alone: containers with their anonymous
 * volumes, then networks, images and private directories. Other runners on the same daemon keep
 * theirs. What cannot be removed is a warning: the next sweep tries again.
 * @returns a line for people; undefined when there was nothing
 * @throws DockerError when the daemon cannot be reached at all
 */
export async function sweep(
  { config, log, cleanupDocker: docker }: SweepContext,
  known?: KnownContainers,
): Promise<string | undefined> {
  const elapsed = stopwatch();
  const counts = new Map<ListKind, number>();
  const find = (kind: ListKind) => docker.list(kind, [runnerFilter(config)]);
  const listing = Promise.allSettled([
    // Once more without what else was asked of them: they are to go, whatever is not known of them.
    known?.containers.catch(() => find('container')) ?? find('container'),
    find('network'),
    find('image'),
  ]);
  await known?.until;
  const listed = await listing;
  const remove = async (kind: ListKind, removeAll: (ids: readonly string[]) => Promise<void>) => {
    const found = fulfilled(listed[kinds.indexOf(kind)]);
    for (const { name } of found) log.debug(`Removing ${kind} ${name}`);
    if (found.length > 0) counts.set(kind, found.length);
    await removeAll(found.map(({ id }) => id));
  };
  await warnOnly(log, () => remove('container', docker.removeContainers));
  await Promise.all([
    warnOnly(log, () => remove('network', docker.removeNetworks)),
    warnOnly(log, () => remove('image', docker.removeImages)),
    warnOnly(log, () => sweepPrivateDirectories(config.tempDirectory)),
  ]);
  const parts = kinds.flatMap((kind) => {
    const count = counts.get(kind);
    return count === undefined ? [] : `${String(count)} ${kind}${count === 1 ? '' : 's'}`;
  });
  return parts.length === 0 ? undefined : `Removed ${parts.join(', ')} in ${elapsed()}`;
}

const kinds: readonly ListKind[] = ['container', 'network', 'image'];

function fulfilled<T>(result: PromiseSettledResult<T[]> | undefined): T[] {
  if (result?.status === 'rejected') throw result.reason;
  return result?.value ?? [];
}
