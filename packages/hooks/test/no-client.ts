import type { Docker } from '../src/docker/docker.ts';

/** In the place of docker's client, where it must not be asked. */
export const noClient = new Proxy({} as Docker, {
  ownKeys: () => [],
  get: (_, name) => {
    throw new Error(`docker's client was asked to ${String(name)}.`);
  },
});
