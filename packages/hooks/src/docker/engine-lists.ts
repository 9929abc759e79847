import * as z from 'zod/mini';
import type { Docker, Listed, ListKind } from './docker.ts';
import type { OpenDaemon } from './engine-daemon.ts';

const Labels = z.nullish(z.record(z.string(), z.string()));
const Container = z.object({ Id: z.string(), Names: z.nullish(z.array(z.string())), Labels });
const Network = z.object({ Id: z.string(), Name: z.string() });
const Image = z.object({ Id: z.string(), RepoTags: z.nullish(z.array(z.string())) });

/** Things by their labels (Engine API, "List containers", "List networks", "List Images"). */
export function engineLists(open: OpenDaemon): Pick<Docker, 'list' | 'listByLabel'> {
  const containers = (labels: readonly string[]) =>
    open('docker container ls').ask(z.array(Container), {
      method: 'GET',
      path: `/containers/json?all=1&${filters({ label: labels })}`,
    });
  const lists: Record<ListKind, (labels: readonly string[]) => Promise<Listed[]>> = {
    container: async (labels) =>
      (await containers(labels)).map(({ Id, Names }) => {
        return { id: Id, name: Names?.[0]?.replace(/^\//, '') ?? Id };
      }),
    network: async (labels) => {
      const path = `/networks?${filters({ label: labels })}`;
      const found = await open('docker network ls').ask(z.array(Network), { method: 'GET', path });
      return found.map(({ Id, Name }) => ({ id: Id, name: Name }));
    },
    image: async (labels) => {
      const path = `/images/json?${filters({ label: labels })}`;
      const found = await open('docker image ls').ask(z.array(Image), { method: 'GET', path });
      return found.map(({ Id, RepoTags }) => ({ id: Id, name: RepoTags?.[0] ?? Id }));
    },
  };
  return {
    list: (kind, labels) => lists[kind](labels),
    listByLabel: async (label, labels) =>
      (await containers(labels)).map(({ Id, Labels: own }) => {
        return { id: Id, name: own?.[label] ?? '' };
      }),
  };
}

/** A query as the daemon reads it: all labels must fit, and one of several other values. */
export function filters(values: Readonly<Record<string, readonly string[]>>): string {
  return `filters=${encodeURIComponent(JSON.stringify(values))}`;
}
