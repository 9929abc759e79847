import type { Context } from '../context.ts';
import { reachableText } from '../container/alias.ts';
import { exitText } from '../container/health.ts';
import { networkName } from '../container/names.ts';
import { publishedPorts } from '../container/ports.ts';
import { assertSharedFolders } from '../container/shared-folders.ts';
import { configuredVariable, type ContainerState } from '../docker/inspect.ts';
import { HookError } from '../errors.ts';
import type { PrepareJob } from '../protocol/request.ts';
import { prepareJobResponse } from '../protocol/response.ts';
import { openRegistryAccess, type RegistryAccess } from '../registry/access.ts';
import { startPulls } from '../registry/pull.ts';
import { stopwatch } from '../stopwatch.ts';
import { awaitServices } from './await-services.ts';
import type { CommandResult } from './command.ts';
import { findPolicy } from './find-policy.ts';
import { findServiceKeys } from './find-service-keys.ts';
import { adviceFor, lastWords } from './last-words.ts';
import { planJob, plannedContainers, type JobPlan } from './plan-job.ts';
import { startContainers, type StartedContainers } from './start-containers.ts';
import { sweep } from './sweep.ts';

/**
 * Starts the job container and the services of a job. One that fails half-way is taken down again
 * here, as the runner drops the state of a failed call.
 */
export async function prepareJob(given: PrepareJob, context: Context): Promise<CommandResult> {
  const { config, client, evidence, log } = context;
  const policy = await findPolicy(context);
  const args = policy?.trimJob(given) ?? given;
  const access = openRegistryAccess(context);
  const network = config.network ?? networkName();
  const keys = await findServiceKeys(args.services, context);
  const plan = planJob(args, { config, network, socket: client.socket, keys });
  policy?.checkJob(args, plan);
  const removed = await evidence.phase('sweep', () => sweep(context));
  if (removed !== undefined) log.info(`${removed}, left behind by an earlier job`);
  // The first failure is the one to tell; a daemon that went away leaves the rest to a sweep.
  const undo = () =>
    sweep(context).then(
      () => undefined,
      () => undefined,
    );
  try {
    const started = await pullAndStart(plan, access, context);
    return { exitCode: 0, response: await describeJob(plan, started, context), undo };
  } catch (error) {
    await undo();
    throw error;
  }
}

/** Pulls and starts go on at once; the log tells of one after the other. */
async function pullAndStart(
  plan: JobPlan,
  access: RegistryAccess,
  context: Context,
): Promise<StartedContainers> {
  const { evidence, log } = context;
  const images = plannedContainers(plan).map(({ image }) => image);
  const halt = new AbortController();
  const pulls = startPulls(images, access, context, halt);
  const starting = evidence.phase('start', () =>
    startContainers(plan, pulls, access, context, halt),
  );
  // It may fail while nobody waits for it yet.
  const settled = Promise.allSettled([starting]);
  try {
    await log.group('Pull images', () => pulls.done);
    return await log.group('Start containers', async () => {
      const elapsed = stopwatch();
      const started = await starting;
      for (const service of plan.services) log.info(reachableText({ ...service, ...service.spec }));
      log.info(`Started in ${elapsed()}`);
      return started;
    });
  } finally {
    await settled;
  }
}

/** Looks at all containers at once, waits for the services and answers the runner. */
async function describeJob(
  { network, container, services: planned, sharedMounts }: JobPlan,
  { job: started, services: serviceIds }: StartedContainers,
  context: Context,
) {
  const { client, docker, evidence, features } = context;
  const [states, unshared] = await Promise.all([
    docker.inspect([...(started ? [started.id] : []), ...serviceIds]),
    started && failureOf(assertSharedFolders(started.id, sharedMounts, context)),
  ]);
  const { isAlpine = false } = started ?? {};
  const job =
    container && (await describeContainer(container.spec.image, isAlpine, states.shift(), context));
  // A container that is gone has no folder, either.
  if (unshared) throw unshared;
  const services = planned.map((service, index) => {
    return { service: { ...service, id: serviceIds[index] ?? '' }, state: states[index] };
  });
  await evidence.phase('health', () => awaitServices(services, context));
  return prepareJobResponse({
    state: {
      version: 1,
      network,
      container: job?.id,
      services: [...serviceIds],
      imagePath: job?.path,
      clientPath: client.path,
      features,
    },
    network,
    container: job,
    services: services.map(({ service: { id, spec, contextName }, state }) => {
      const ports = state ? publishedPorts(state) : {};
      return { id, network, ports, image: spec.image, contextName };
    }),
  });
}

function failureOf(work: Promise<void>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function describeContainer(
  image: string,
  isAlpine: boolean,
  state: ContainerState | undefined,
  context: Context,
) {
  if (state?.State.Running !== true) {
    const words = state && (await lastWords(state.Id, context));
    const why = words === undefined ? '' : `: ${words}`;
    throw new HookError(`The job container ${state ? exitText(state.State) : 'is gone'}${why}.`, {
      hint:
        adviceFor(words) ?? 'Its image needs `tail` to stay alive; check the image and `options`.',
    });
  }
  return { id: state.Id, image, isAlpine, path: configuredVariable(state, 'PATH') };
}
