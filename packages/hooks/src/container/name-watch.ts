import type { Docker } from '../docker/docker.ts';
import { messageOf } from '../errors.ts';

/** Tells when others in its network find a container by its names, which is before its program runs. */
export interface NameWatch {
  /** Pending for good where docker tells nothing. */
  hasNames(container: string): Promise<void>;
  stop(): void;
}

/** @param onEnd told why docker tells nothing any more */
export function watchNames(
  docker: Pick<Docker, 'watchConnections'>,
  network: string,
  onEnd: (why: string) => void,
): NameWatch {
  const stopped = new AbortController();
  const known = new Set<string>();
  const waiting = new Map<string, () => void>();
  const onConnect = (container: string) => {
    known.add(container);
    waiting.get(container)?.();
  };
  const ended = docker.watchConnections(network, onConnect, stopped.signal);
  ended
    .then(() => 'its events have ended', messageOf)
    .then((why) => {
      if (!stopped.signal.aborted) onEnd(why);
    });
  return {
    hasNames: (container) =>
      new Promise((resolve) => {
        if (known.has(container)) resolve();
        else waiting.set(container, resolve);
      }),
    stop: () => {
      stopped.abort();
    },
  };
}
