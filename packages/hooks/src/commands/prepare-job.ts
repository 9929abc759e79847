import type { Context } from '../context.ts';
import { reachableText } from '../container/alias.ts';
import { isAlpine } from '../container/alpine.ts';
import { exitText, waitUntilReady } from '../container/health.ts';
import { jobLabels, networkName } from '../container/names.ts';
import { publishedPorts } from '../container/ports.ts';
import type { ContainerSpec } from '../docker/args.ts';
import { configuredVariable, type ContainerState } from '../docker/inspect.ts';
import { HookError } from '../errors.ts';
import { stopwatch } from '../stopwatch.ts';
import type { PrepareJob } from '../protocol/request.ts';
import { prepareJobResponse } from '../protocol/response.ts';
import { openRegistryAccess, type RegistryAccess } from '../registry/access.ts';
import { pullImages } from '../registry/pull.ts';
import type { CommandResult } from './command.ts';
import { findServiceKeys } from './find-service-keys.ts';
import { planJob, type JobPlan, type PlannedService } from './plan-job.ts';
import { printServiceLogs } from './service-logs.ts';
import { sweep } from './sweep.ts';

interface RunningService extends PlannedService {
  id: string;
}

/**
 * Starts the job container and the services of a job. One that fails half-way is taken down again
 * here, as the runner drops the state of a failed call.
 */
export async function prepareJob(args: PrepareJob, context: Context): Promise<CommandResult> {
  const { config, client, log } = context;
  const access = await openRegistryAccess(context);
  const network = config.network ?? networkName();
  const keys = await findServiceKeys(args.services, context);
  const plan = planJob(args, { config, network, socket: client.socket, keys });
  await sweep(context);
  try {
    await log.group('Pull images', () => pullImages(plan.images, access, context));
    return { exitCode: 0, response: await startJob(plan, access, context) };
  } catch (error) {
    // The first failure is the one to tell; a daemon that went away leaves the rest to a sweep.
    await sweep(context).catch(() => undefined);
    throw error;
  }
}

async function startJob(plan: JobPlan, access: RegistryAccess, context: Context) {
  const { config, client, docker, log } = context;
  const { network } = plan;
  const { jobId, services } = await log.group('Start containers', async () => {
    const elapsed = stopwatch();
    if (config.network === undefined) await docker.createNetwork(network, jobLabels(config));
    const jobId = plan.container && (await startContainer(plan.container, access, context));
    const services: RunningService[] = [];
    for (const service of plan.services) {
      const id = await startContainer(service.spec, access, context);
      services.push({ ...service, id });
      log.info(reachableText({ ...service.spec, ...service }));
    }
    log.info(`Started in ${elapsed()}`);
    return { jobId, services };
  });
  const states = await waitForServices(services, context);
  const job = jobId === undefined ? undefined : await describeJob(jobId, context);
  return prepareJobResponse({
    state: {
      version: 1,
      network,
      container: jobId,
      services: services.map(({ id }) => id),
      imagePath: job?.path,
      clientPath: client.path,
    },
    network,
    container: job && { ...job, image: plan.container?.image ?? '' },
    services: services.map(({ id, spec, contextName }, index) => {
      const ports = states[index] ? publishedPorts(states[index]) : {};
      return { id, network, ports, image: spec.image, contextName };
    }),
  });
}

async function startContainer(
  spec: ContainerSpec,
  access: RegistryAccess,
  { docker }: Context,
): Promise<string> {
  const id = await docker.create(spec, access.directory);
  await docker.start(id, spec.image);
  return id;
}

/** Ready services, or an error with what they wrote printed before it. */
async function waitForServices(
  services: readonly RunningService[],
  context: Context,
): Promise<ContainerState[]> {
  const { config, docker, log, signal } = context;
  if (services.length === 0) return [];
  const wait = { timeoutSeconds: config.healthTimeoutSeconds, signal };
  const elapsed = stopwatch();
  try {
    const states = await waitUntilReady(services, docker, wait);
    if (states.some(({ State: state }) => state.Health)) log.info(`Services ready in ${elapsed()}`);
    const exited = services.flatMap((service, index) => {
      const state = states[index]?.State;
      return state && !state.Running ? [{ ...service, state }] : [];
    });
    for (const { title, state } of exited) log.warning(`Service ${title} ${exitText(state)}.`);
    await printServiceLogs(exited, context);
    return states;
  } catch (error) {
    if (error instanceof HookError) await printServiceLogs(services, context);
    throw error;
  }
}

async function describeJob(id: string, { docker, client }: Context) {
  const [[state], alpine] = await Promise.all([
    docker.inspect([id]),
    isAlpine(docker, id, client.architecture),
  ]);
  if (state?.State.Running !== true) {
    throw new HookError(`The job container ${state ? exitText(state.State) : 'is gone'}.`, {
      hint: 'Its image needs `tail` to stay alive; check the image and `options`.',
    });
  }
  return { id, isAlpine: alpine, path: configuredVariable(state, 'PATH') };
}
