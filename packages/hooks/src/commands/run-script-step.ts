import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { stepEnding, stepMarker } from '../container/cancel.ts';
import { DockerError } from '../docker/docker-error.ts';
import type { ContainerEnv } from '../docker/env-entries.ts';
import { joinFragments, tokenizeArguments } from '../docker/tokenize.ts';
import { HookError, explain } from '../errors.ts';
import type { ScriptStep } from '../protocol/request.ts';
import type { State } from '../protocol/state.ts';
import type { CommandResult } from './command.ts';

/** What a container without a PATH of its own searches (docker's default, moby `oci/defaults`). */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What a process ends with that SIGKILL has ended, as the death of its container does. */
const killed = 137;

/** Milliseconds that a daemon needs to take note of it. */
const settling = 100;

/** Runs a script or a JavaScript action in the job container, with the step's own exit code. */
export async function runScriptStep(
  step: ScriptStep,
  state: State | undefined,
  context: Context,
): Promise<CommandResult> {
  const container = state?.container;
  if (container === undefined) {
    throw new HookError('The job container of this job was never started.', {
      hint: 'See the step "Initialize containers" above for the reason.',
    });
  }
  const command = [step.entryPoint, ...tokenizeArguments(joinFragments(step.entryPointArgs))];
  const { callId: marker, docker, cleanupDocker, evidence, log } = context;
  const exec = () =>
    docker.exec(
      { container, workdir: step.workingDirectory, command },
      stepEnv(step, state?.imagePath, marker),
      stepEnding(cleanupDocker, container, marker, log),
    );
  try {
    const exitCode = await evidence.phase('exec', exec);
    // The daemon tells of the end of a step a moment before it knows of that of its container.
    if (exitCode === killed) await sleep(settling);
    const why = exitCode === 0 ? undefined : await whyContainerStopped(container, context);
    if (why !== undefined) log.error(why);
    return { exitCode };
  } catch (error) {
    if (!(error instanceof DockerError) || error.reason === 'daemon') throw error;
    const why = await whyContainerStopped(container, context);
    if (why === undefined) throw error;
    throw new HookError(`${why} ${error.message}`, { hint: error.hint, cause: error });
  }
}

/** The step's variables; entries of `$GITHUB_PATH` go in front of its own PATH or the image's. */
export function stepEnv(
  { environmentVariables, prependPath }: Pick<ScriptStep, 'environmentVariables' | 'prependPath'>,
  imagePath: string | undefined,
  marker: string,
): ContainerEnv {
  const env = new Map(environmentVariables).set(stepMarker, marker);
  if (prependPath.length === 0) return env;
  const path = environmentVariables.get('PATH') ?? imagePath ?? defaultPath;
  return env.set('PATH', [...prependPath, path].join(':'));
}

/**
 * A step can also fail because its container went away, which docker does not say as clearly.
 * @returns a sentence, or nothing while it runs
 */
async function whyContainerStopped(
  container: string,
  { docker }: Pick<Context, 'docker'>,
): Promise<string | undefined> {
  try {
    const [state] = await docker.inspect([container]);
    if (state?.State.Running === true) return undefined;
    const memory = state?.State.OOMKilled === true ? ' It ran out of memory.' : '';
    return `The job container has stopped while the step ran.${memory}`;
  } catch (error) {
    return explain(error);
  }
}
