import { runner, runnerLabel } from './container.ts';
import { ask, askJson, drain, filters, open } from './engine.ts';
import { frameWriter } from './frames.ts';

interface Listed {
  Id: string;
  Name?: string;
  Labels?: Readonly<Record<string, string>>;
}

/**
 * Removes everything this runner made.
 * @param keep the network that is being made
 */
export async function sweep({ keep = '', printLogs = false } = {}): Promise<void> {
  const ours = filters({ label: [`${runnerLabel}=${runner}`] });
  const [containers, networks, images] = await Promise.all(
    [`/containers/json?all=1&${ours}`, `/networks?${ours}`, `/images/json?${ours}`].map((path) =>
      askJson<Listed[]>({ path }),
    ),
  );
  if (printLogs) {
    const services = containers?.filter(
      ({ Labels }) => Labels?.['ecr-runner-hooks.role'] === 'service',
    );
    await Promise.all(services?.map(({ Id }) => printLog(Id)) ?? []);
  }
  await remove(containers, (id) => `/containers/${id}?force=1&v=1`);
  await Promise.all([
    remove(
      networks?.filter(({ Name }) => Name !== keep),
      (id) => `/networks/${id}`,
    ),
    remove(images, (id) => `/images/${id}?force=1&noprune=1`),
  ]);
}

async function printLog(id: string): Promise<void> {
  const path = `/containers/${id}/logs?stdout=1&stderr=1&tail=10000`;
  await drain(await open({ path }), frameWriter());
}

async function remove(listed: readonly Listed[] = [], pathOf: (id: string) => string) {
  await Promise.all(listed.map(({ Id }) => ask({ method: 'DELETE', path: pathOf(Id) })));
}
