import type { Context } from '../context.ts';
import { isAlpine } from '../container/alpine.ts';
import { jobLabels } from '../container/names.ts';
import { isOn } from '../features.ts';
import { createLimiter } from '../limiter.ts';
import type { RegistryAccess } from '../registry/access.ts';
import type { Pulls } from '../registry/pull.ts';
import { plannedContainers, type JobPlan, type PlannedContainer } from './plan-job.ts';
import { overlapOf, type Overlap } from './starts-overlap.ts';

/** What runs, in the order of the plan. */
export interface StartedContainers {
  job: { id: string; isAlpine: boolean } | undefined;
  /** Ids. */
  services: readonly string[];
}

/** A container on its way. */
interface Making {
  image: string;
  /** Its id. */
  made: Promise<string>;
}

type StartContext = Pick<Context, 'config' | 'features' | 'client' | 'docker' | 'log'>;

/** A job of many services is no reason for as many docker processes: of those that make containers, or start them. */
const atOnce = 4;

/**
 * Starts the services of a job in the order of the request, as one may look for another as soon as it runs;
 * HOOK_SERVICE_STARTS says what the next one waits for (starts-overlap.ts). The job container, in which nothing runs
 * yet, starts beside them. Each is made as soon as its image is here, while others are still pulled and the network is
 * being made: the daemon looks for a container's network when it starts it (moby, `updateContainerNetworkSettings`).
 * @param halt stopped at the first failure, whose error is its reason
 */
export async function startContainers(
  plan: JobPlan,
  pulls: Pulls,
  access: RegistryAccess,
  context: StartContext,
  halt: AbortController,
): Promise<StartedContainers> {
  const { features, docker } = context;
  const planned = plannedContainers(plan);
  if (!isOn(features, 'parallel-pulls')) {
    await pulls.done;
    const ids = await startOneByOne(plan, planned, access, context);
    return startedOf(plan, ids, await looksAlpine(plan, ids[0], context));
  }
  const network = createNetwork(plan, context);
  const limited = createLimiter(atOnce);
  const making = planned.map(({ spec, image }) => {
    const make = () => {
      halt.signal.throwIfAborted();
      return docker.create(spec, access.directory);
    };
    return { image: spec.image, made: pulls.ready(image).then(() => limited(make)) };
  });
  const [job, services] = plan.container ? [making.slice(0, 1), making.slice(1)] : [[], making];
  const overlap = overlapOf(plan, services, createLimiter(atOnce), context);
  // Before the start, as that takes less time than the network.
  const looking = looksAlpine(plan, making[0]?.made, context);
  const starting = [
    startInOrder(job, Promise.all([network, looking]), docker, halt),
    startInOrder(services, network, docker, halt, overlap),
  ];
  const preparing = [...making.map(({ made }) => made), ...(overlap?.needs ?? [])];
  const works = [network, looking, ...preparing, ...starting];
  for (const work of works) work.catch((error: unknown) => halt.abort(error));
  try {
    const ids = (await Promise.all(starting)).flat();
    return startedOf(plan, ids, await looking);
  } finally {
    // A container that is made after a failure must not escape the sweep.
    await Promise.allSettled(works);
    overlap?.stop();
  }
}

/** As the built-in runner does it, once all images are here. */
async function startOneByOne(
  plan: JobPlan,
  planned: readonly PlannedContainer[],
  access: RegistryAccess,
  context: Pick<Context, 'config' | 'docker'>,
): Promise<string[]> {
  const { docker } = context;
  await createNetwork(plan, context);
  const ids: string[] = [];
  for (const { spec } of planned) {
    const id = await docker.create(spec, access.directory);
    await docker.start(id, spec.image);
    ids.push(id);
  }
  return ids;
}

/** Of the job container, if there is one. */
async function looksAlpine(
  { container }: JobPlan,
  first: Promise<string> | string | undefined,
  { client, docker }: StartContext,
): Promise<boolean> {
  const id = container && (await first);
  return id !== undefined && isAlpine(docker, id, client.architecture);
}

function startedOf(
  { container }: JobPlan,
  ids: readonly string[],
  alpine: boolean,
): StartedContainers {
  const [first, ...others] = ids;
  if (!container || first === undefined) return { job: undefined, services: ids };
  return { job: { id: first, isAlpine: alpine }, services: others };
}

async function startInOrder(
  making: readonly Making[],
  network: Promise<unknown>,
  docker: Context['docker'],
  halt: AbortController,
  overlap?: Overlap,
): Promise<string[]> {
  await network;
  const limited = createLimiter(atOnce);
  const ids: string[] = [];
  const starts: Promise<void>[] = [];
  const startUnlessHalted = async (id: string, image: string) => {
    halt.signal.throwIfAborted();
    await docker.start(id, image).catch((error: unknown) => {
      // Before another one gets its turn, and though the next image may be on its way for long.
      halt.abort(error);
      throw error;
    });
  };
  try {
    for (const [place, { image, made }] of making.entries()) {
      const id = await made;
      const needs = (await overlap?.needs[place]) ?? [];
      await Promise.all(needs.map((other) => starts[other]));
      const start = limited(() => startUnlessHalted(id, image));
      starts.push(start);
      ids.push(id);
      await (overlap ? Promise.race([start, overlap.hasNames(id)]) : start);
    }
    await Promise.all(starts);
    return ids;
  } finally {
    // Nothing is to start after the sweep that follows a failure.
    await Promise.allSettled(starts);
  }
}

/** The name of an existing network (ACTIONS_RUNNER_NETWORK_DRIVER) stands for itself. */
async function createNetwork(
  { network }: JobPlan,
  { config, docker }: Pick<Context, 'config' | 'docker'>,
): Promise<void> {
  if (config.network === undefined) await docker.createNetwork(network, jobLabels(config));
}
