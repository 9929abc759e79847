import type { Context } from '../context.ts';
import { roleFilter, runnerFilter } from '../container/names.ts';
import { configuredVariable } from '../docker/inspect.ts';
import type { State } from '../protocol/state.ts';

/** The containers and the network of the job that runs on this runner, by their labels. */
export async function recoverState({ config, docker }: Context): Promise<State> {
  const mine = runnerFilter(config);
  const [jobs, services, networks] = await Promise.all([
    docker.list('container', [mine, roleFilter('job')]),
    docker.list('container', [mine, roleFilter('service')]),
    docker.list('network', [mine]),
  ]);
  const [job] = await docker.inspect(jobs.slice(0, 1).map(({ id }) => id));
  return {
    version: 1,
    container: jobs[0]?.id,
    services: services.map(({ id }) => id),
    network: networks[0]?.name ?? config.network,
    imagePath: job && configuredVariable(job, 'PATH'),
  };
}
