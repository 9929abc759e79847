import type { Context } from '../context.ts';
import { buildTag, jobLabels } from '../container/names.ts';
import { stepContainerSpec } from '../container/spec.ts';
import type { ContainerSpec } from '../docker/args.ts';
import { tokenizeOptions } from '../docker/tokenize.ts';
import { HookError, explain } from '../errors.ts';
import type { StepContainer } from '../protocol/request.ts';
import type { State } from '../protocol/state.ts';
import { openRegistryAccess, type RegistryAccess } from '../registry/access.ts';
import { dockerfileHosts } from '../registry/dockerfile-hosts.ts';
import { dockerfileImages } from '../registry/dockerfile-images.ts';
import { pullImages } from '../registry/pull.ts';
import { wantedImage } from '../registry/wanted-image.ts';
import { buildImage } from './build-image.ts';
import { removerOf } from './cancelled-container.ts';
import type { CommandResult } from './command.ts';
import { findPolicy } from './find-policy.ts';
import { probeSharedFolders } from './probe-shared-folders.ts';
import { readDockerfile } from './read-dockerfile.ts';
import { tidyUp } from './tidy-up.ts';

/** `docker run` answers with this when docker itself failed (docker docs, "docker run"). */
const dockerFailed = 125;

/** And with this when its connection to the daemon broke, as a program may that failed. */
const connectionBroke = 1;

/** Runs a container action: pulls its image or builds its Dockerfile, then runs it to its end. */
export async function runContainerStep(
  given: StepContainer,
  state: State | undefined,
  context: Context,
): Promise<CommandResult> {
  const policy = await findPolicy(context);
  const step = policy?.trimStep(given) ?? given;
  const { dockerfile } = step;
  const image = dockerfile === undefined ? imageOf(step) : buildTag();
  const images =
    dockerfile === undefined ? [] : dockerfileImages(readDockerfile(dockerfile, context));
  const spec = specOf(step, image, state, context);
  policy?.checkStep({ step, spec, images });
  const access = openRegistryAccess(context);
  if (dockerfile === undefined) {
    await pull(step, image, access, context);
    return runImage(step, spec, state, access, context);
  }
  await context.evidence.phase('build', () =>
    buildImage({ dockerfile, tag: image, hosts: dockerfileHosts(images) }, access, context),
  );
  try {
    return await runImage(step, spec, state, access, context);
  } finally {
    // A job without containers has no cleanup_job; in one with a job, a later stage may reuse it.
    if (!state) await tidyUp(context.log, () => context.cleanupDocker.removeImages([image]));
  }
}

function specOf(
  step: StepContainer,
  image: string,
  state: State | undefined,
  { config, client }: Context,
): ContainerSpec {
  return stepContainerSpec(step, image, {
    labels: jobLabels(config, 'step'),
    network: state?.network,
    socket: client.socket,
    pathMap: config.pathMap,
    options: tokenizeOptions(step.createOptions ?? ''),
  });
}

async function runImage(
  step: StepContainer,
  spec: ContainerSpec,
  state: State | undefined,
  access: RegistryAccess,
  context: Context,
): Promise<CommandResult> {
  const { docker, evidence, log } = context;
  // A job container was checked when it was made.
  if (state?.container === undefined) {
    await probeSharedFolders(step, spec, access.directory, context);
  }
  const remove = removerOf(spec.name, context);
  const exitCode = await evidence.phase('run', () => docker.run(spec, access.directory, remove));
  if (exitCode === dockerFailed) {
    log.error(`docker could not run ${spec.image}; its own message stands above.`);
  }
  if (exitCode === connectionBroke) await explainLostContainer(spec, context);
  return { exitCode };
}

/** A container that has ended is gone (`--rm`); docker's client waits for that. */
async function explainLostContainer(
  { name, image }: ContainerSpec,
  { cleanupDocker, log }: Pick<Context, 'cleanupDocker' | 'log'>,
): Promise<void> {
  try {
    const [state] = await cleanupDocker.inspect([name]);
    if (state === undefined) return;
    log.error(
      `docker has lost the container of ${image}; its own message stands above. Check whether the daemon was restarted.`,
    );
    await tidyUp(log, () => cleanupDocker.removeContainers([name]));
  } catch (error) {
    log.error(explain(error));
  }
}

function imageOf({ image }: StepContainer): string {
  if (image !== undefined) return image;
  throw new HookError('The request on stdin is not valid: args has neither image nor dockerfile.', {
    hint: 'The runner writes it; a runner newer than this release may need a newer hook.',
  });
}

async function pull(
  { registry }: StepContainer,
  image: string,
  access: RegistryAccess,
  context: Context,
): Promise<void> {
  const wanted = wantedImage({ image, registry }, undefined, 'the action');
  await context.log.group('Pull image', () => pullImages([wanted], access, context));
}
