import { list, map, object, optional, text, type Of } from '../shape.ts';
import type { Docker, Listed, ListKind } from './docker.ts';
import type { OpenDaemon } from './engine-daemon.ts';
import { filters } from './engine-paths.ts';

const Container = object({ Id: text, Names: optional(list(text)), Labels: optional(map(text)) });
const Network = object({ Id: text, Name: text });
const Image = object({ Id: text, RepoTags: optional(list(text)) });

/** Things by their labels (Engine API, "List containers", "List networks", "List Images"). */
export function engineLists(open: OpenDaemon): Pick<Docker, 'list' | 'listContainers'> {
  const containers = (labels: readonly string[]) =>
    open('docker container ls').ask(list(Container), {
      method: 'GET',
      path: `/containers/json?all=1&${filters({ label: labels })}`,
    });
  const lists: Record<ListKind, (labels: readonly string[]) => Promise<Listed[]>> = {
    container: async (labels) => (await containers(labels)).map(listed),
    network: async (labels) => {
      const path = `/networks?${filters({ label: labels })}`;
      const found = await open('docker network ls').ask(list(Network), { method: 'GET', path });
      return found.map(({ Id, Name }) => ({ id: Id, name: Name }));
    },
    image: async (labels) => {
      const path = `/images/json?${filters({ label: labels })}`;
      const found = await open('docker image ls').ask(list(Image), { method: 'GET', path });
      return found.map(({ Id, RepoTags }) => ({ id: Id, name: RepoTags?.[0] ?? Id }));
    },
  };
  return {
    list: (kind, labels) => lists[kind](labels),
    listContainers: async (labels, asked) =>
      (await containers(labels)).map((container) => {
        const values = asked.map((label) => container.Labels?.get(label) ?? '');
        return { ...listed(container), values };
      }),
  };
}

function listed({ Id, Names }: Of<typeof Container>): Listed {
  return { id: Id, name: Names?.[0]?.replace(/^\//, '') ?? Id };
}
