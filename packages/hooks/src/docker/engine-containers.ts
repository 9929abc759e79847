import type { Docker } from './docker.ts';
import { checkContainer, unlessGone } from './docker-error.ts';
import type { Daemon, OpenDaemon } from './engine-daemon.ts';
import { ContainerState, LocalImage } from './inspect.ts';

type Containers = Pick<
  Docker,
  'inspect' | 'start' | 'removeContainers' | 'findImage' | 'removeImages'
>;

/** Containers and images one by one (Engine API, "Container" and "Image"). */
export function engineContainers(open: OpenDaemon): Containers {
  return {
    inspect: (containers) => {
      const daemon = open('docker container inspect');
      const look = (id: string) =>
        unlessGone(
          daemon.ask(ContainerState, { method: 'GET', path: `${containerPath(id)}/json` }),
        );
      return Promise.all(containers.map(look));
    },
    start: (id, image) =>
      open(`docker start of ${image}`).tell(
        { method: 'POST', path: `${containerPath(id)}/start` },
        checkContainer,
      ),
    removeContainers: (ids) =>
      removeAll(
        open('docker container rm'),
        ids.map((id) => `${containerPath(id)}?force=1&v=1`),
      ),
    findImage: (image) =>
      unlessGone(
        open(`docker image inspect ${image}`).ask(LocalImage, {
          method: 'GET',
          path: `${imagePath(image)}/json`,
        }),
      ),
    removeImages: (ids) =>
      removeAll(
        open('docker image rm'),
        ids.map((id) => `${imagePath(id)}?force=1&noprune=1`),
      ),
  };
}

/** An id or name stays one element of the path, whatever is in it. */
export function containerPath(container: string): string {
  return `/containers/${encodeURIComponent(container)}`;
}

/** Tries all at once, and fails only afterwards: one that stays must not keep the others. */
export async function removeAll(daemon: Daemon, paths: readonly string[]): Promise<void> {
  const removals = paths.map((path) => daemon.tell({ method: 'DELETE', path }));
  const failed = (await Promise.allSettled(removals)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

function imagePath(image: string): string {
  return `/images/${encodeURIComponent(image)}`;
}
