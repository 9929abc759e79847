import type { Docker } from './docker.ts';
import { checkContainer, unlessGone } from './docker-error.ts';
import type { OpenDaemon } from './engine-daemon.ts';
import { containerPath } from './engine-paths.ts';
import { removeAll } from './engine-remove.ts';
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

function imagePath(image: string): string {
  return `/images/${encodeURIComponent(image)}`;
}
