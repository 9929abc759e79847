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
    const death = exitCode === 0 ? undefined : await explainDeath(container, exitCode, context);
    if (death !== undefined) log.error(death);
    return { exitCode };
  } catch (error) {
    if (!(error instanceof DockerError) || error.reason === 'daemon') throw error;
    const hint = await explainDeath(container, undefined, context);
    throw hint === undefined ? error : new HookError(error.message, { hint, cause: error });
  }
}

/** The step's variables; entries of `$GITHUB_PATH` go in front of its own PATH or the image's. */
function stepEnv(
  { environmentVariables, prependPath }: Pick<ScriptStep, 'environmentVariables' | 'prependPath'>,
  imagePath: string | undefined,
  marker: string,
): ContainerEnv {
  const env = new Map(environmentVariables).set(stepMarker, marker);
  if (prependPath.length === 0) return env;
  const path = environmentVariables.get('PATH') ?? imagePath ?? defaultPath;
  return env.set('PATH', [...prependPath, path].join(':'));
}

/** A step can also fail because its container went away, which docker does not say as clearly. */
async function explainDeath(
  container: string,
  exitCode: number | undefined,
  context: Context,
): Promise<string | undefined> {
  try {
    const [found] = await context.docker.inspect([container]);
    const memory = found?.State.OOMKilled === true && outOfMemory;
    if (found?.State.Running !== true) {
      const { lastWords, adviceFor } = await import('./last-words.ts');
      const words = await lastWords(container, context);
      const said = words && [`It said: ${words}.`, adviceFor(words)].filter(Boolean).join(' ');
      return `The job container has stopped while the step ran. ${memory || said || killedOrRestarted}`;
    }
    // Of a process that is not the container's first docker tells since 23.
    return memory && exitCode === killed ? `The step was killed. ${memory}` : undefined;
  } catch (error) {
    return explain(error);
  }
}

const outOfMemory = 'The job container ran out of memory: see `--memory` in its `options`.';
const killedOrRestarted = 'Something killed it, or the docker daemon was restarted.';
