import type { Docker } from '../docker/docker.ts';

/** Tells when others in its network find a container by its names, which is before its program runs. */
export interface NameWatch {
  /** Pending for good where docker tells nothing. */
  hasNames(container: string): Promise<void>;
  stop(): void;
}

export function watchNames(docker: Pick<Docker, 'watchConnections'>): NameWatch {
  const stopped = new AbortController();
  const known = new Set<string>();
  const waiting = new Map<string, () => void>();
  const onConnect = (container: string) => {
    known.add(container);
    waiting.get(container)?.();
  };
  // A daemon that tells nothing keeps nobody from starting in turn.
  docker.watchConnections(onConnect, stopped.signal).catch(() => undefined);
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
