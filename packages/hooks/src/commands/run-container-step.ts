import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Context } from '../context.ts';
import { buildTag, imageLabels, jobLabels } from '../container/names.ts';
import { stepContainerSpec } from '../container/spec.ts';
import { tokenizeOptions } from '../docker/tokenize.ts';
import { HookError, messageOf } from '../errors.ts';
import type { StepContainer } from '../protocol/request.ts';
import type { State } from '../protocol/state.ts';
import { openRegistryAccess, type RegistryAccess } from '../registry/access.ts';
import type { HostAuth } from '../registry/config-directory.ts';
import { imageHosts } from '../registry/dockerfile.ts';
import { imageRequest, pullImages } from '../registry/pull.ts';
import { stopwatch } from '../stopwatch.ts';
import { removerOf } from './cancelled-container.ts';
import type { CommandResult } from './command.ts';
import { probeSharedFolders } from './probe-shared-folders.ts';
import { warnOnly } from './sweep.ts';

/** `docker run` answers with this when docker itself failed (docker docs, "docker run"). */
const dockerFailed = 125;

/** Runs a container action: pulls its image or builds its Dockerfile, then runs it to its end. */
export async function runContainerStep(
  step: StepContainer,
  state: State | undefined,
  context: Context,
): Promise<CommandResult> {
  const access = await openRegistryAccess(context);
  if (step.dockerfile === undefined) {
    return runImage(step, await pull(step, access, context), state, access, context);
  }
  const { dockerfile } = step;
  const image = await context.evidence.phase('build', () => build(dockerfile, access, context));
  try {
    return await runImage(step, image, state, access, context);
  } finally {
    // A job without containers has no cleanup_job; in one with a job, a later stage may reuse it.
    if (!state) await warnOnly(context.log, () => context.cleanupDocker.removeImages([image]));
  }
}

async function runImage(
  step: StepContainer,
  image: string,
  state: State | undefined,
  access: RegistryAccess,
  context: Context,
): Promise<CommandResult> {
  const { config, client, docker, evidence, log } = context;
  const spec = stepContainerSpec(step, image, {
    labels: jobLabels(config, 'step'),
    network: state?.network,
    socket: client.socket,
    pathMap: config.pathMap,
    options: tokenizeOptions(step.createOptions ?? ''),
  });
  // A job container was checked when it was made.
  if (state?.container === undefined) {
    await probeSharedFolders(step, spec, access.directory, context);
  }
  const remove = removerOf(spec.name, context);
  const exitCode = await evidence.phase('run', () => docker.run(spec, access.directory, remove));
  if (exitCode === dockerFailed) {
    log.error(`docker could not run ${image}; its own message stands above.`);
  }
  return { exitCode };
}

async function pull(
  step: StepContainer,
  access: RegistryAccess,
  context: Context,
): Promise<string> {
  const { image, registry } = step;
  if (image === undefined) {
    throw new HookError(
      'The request on stdin is not valid: args has neither image nor dockerfile.',
      {
        hint: 'The runner writes it; a runner newer than this release may need a newer hook.',
      },
    );
  }
  const request = imageRequest({ image, registry }, undefined, 'the action');
  await context.log.group('Pull image', () => pullImages([request], access, context));
  return image;
}

async function build(
  dockerfile: string,
  access: RegistryAccess,
  { config, docker, log }: Context,
): Promise<string> {
  const tag = buildTag();
  const spec = { tag, labels: imageLabels(config), dockerfile, context: dirname(dockerfile) };
  const hosts: HostAuth[] = [];
  for (const host of imageHosts(await readDockerfile(dockerfile))) {
    hosts.push({ host, auth: await access.resolve(host) });
  }
  const title = `Build ${basename(spec.context)}/${basename(dockerfile)}`;
  const exitCode = await log.group(title, async () => {
    const elapsed = stopwatch();
    const code = await log.untrusted(() =>
      access.withConfig(hosts, (directory) => docker.build(spec, directory), true),
    );
    if (code === 0) log.info(`Built in ${elapsed()}`);
    return code;
  });
  if (exitCode === 0) return tag;
  throw new HookError(`Building ${dockerfile} failed with exit code ${String(exitCode)}.`, {
    hint: "docker's output stands above.",
  });
}

async function readDockerfile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new HookError(`The Dockerfile of the action cannot be read: ${messageOf(cause)}.`, {
      hint: 'For an action in the repository, check out the repository first.',
      cause,
    });
  }
}
