import { open } from './engine.ts';

export interface Health {
  /** Resolves when no event can be missed any more. */
  isListening: Promise<unknown>;
  /** Resolves when docker has called a container healthy. */
  ready(id: string): Promise<void>;
}

/** Listens to what docker says of the health of services, if there are any. */
export function createHealth(filter: string, services: number): Health {
  const healthy = new Set<string>();
  const waiting = new Map<string, () => void>();
  const take = (chunk: Buffer) => {
    for (const [, id = ''] of chunk.toString().matchAll(/health_status: healthy","id":"(\w+)"/g)) {
      healthy.add(id);
      waiting.get(id)?.();
    }
  };
  const isListening =
    services > 0
      ? open({ path: `/events?${filter}` }).then(({ socket, rest }) => {
          take(rest);
          socket.on('data', take).resume();
        })
      : Promise.resolve();
  return {
    isListening,
    ready: (id) =>
      new Promise((resolve) => {
        waiting.set(id, resolve);
        if (healthy.has(id)) resolve();
      }),
  };
}
