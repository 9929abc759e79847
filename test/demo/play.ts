import { cpSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment, User } from '../support/environment.ts';
import {
  awsIdentity,
  dockerConfig,
  ecr,
  recordDocker,
  type RecordedDocker,
} from '../support/fixtures.ts';
import { createRunner, type HookCall, type Runner } from '../support/runner.ts';
import { exitCodeByDocker } from './exit-codes.ts';
import type { JobFile, Step } from './job-file.ts';

export interface PlayedStep {
  name: string;
  kind: 'prepare' | 'script' | 'action' | 'cleanup';
  /** As the job file says it; nothing for the runner's own steps. */
  step: Step | undefined;
  call: HookCall;
  /** How the step's process ended, if docker started one. */
  dockerExitCode: number | undefined;
}

export interface PlayedJob {
  runner: Runner;
  recorded: RecordedDocker;
  /** The runner's docker config directory and what it holds. */
  config: { directory: string; content: string };
  steps: PlayedStep[];
  /** Whether every step succeeded or may fail. */
  success: boolean;
}

export interface PlayOptions {
  job: JobFile;
  /** Path of the job file: `uses: ./folder` lies beside it, in workspace/. */
  file: string;
  onStart: (name: string) => void;
  onStep: (step: PlayedStep) => void;
  /** Between prepare_job and the first step. */
  onPrepared: (runner: Runner) => Promise<void>;
  /** Whose files they are: root is not needed for the runner. */
  user: User;
  signal: AbortSignal;
}

/** Plays the job as a runner with an AWS identity and a docker config that knows one registry. */
export async function playJob(environment: Environment, options: PlayOptions): Promise<PlayedJob> {
  const { job, file, onStart, onStep, onPrepared, user, signal } = options;
  const recorded = recordDocker(environment);
  const settings = { credHelpers: { [ecr]: 'ecr-login' } };
  const directory = dockerConfig(environment, settings);
  const env = {
    ...awsIdentity(environment),
    HOOK_DOCKER_CONFIG: directory,
    PATH: recorded.path,
  };
  const runner = createRunner(environment, { env, user });
  const workspace = join(dirname(file), 'workspace');
  if (existsSync(workspace)) cpSync(workspace, runner.folders.workspace, { recursive: true });

  const steps: PlayedStep[] = [];
  const play = async (
    what: Pick<PlayedStep, 'name' | 'kind'> & { step?: Step },
    call: () => Promise<HookCall>,
  ) => {
    signal.throwIfAborted();
    const { name, kind, step } = what;
    onStart(name);
    const since = Date.now();
    const finished = await call();
    const runs = kind === 'script' || kind === 'action';
    const dockerExitCode = runs ? await exitCodeByDocker(environment, kind, since) : undefined;
    const played = { name, kind, step, call: finished, dockerExitCode };
    steps.push(played);
    onStep(played);
    return finished.exitCode === 0;
  };

  const { container, services } = job;
  let success = await play({ name: 'Initialize containers', kind: 'prepare' }, () =>
    runner.prepareJob({ container, services }),
  );
  if (success) await onPrepared(runner);
  for (const step of success ? job.steps : []) {
    const name = step.name ?? `Run ${step.uses ?? step.run?.trim().split('\n', 1)[0] ?? ''}`;
    const kind = step.uses === undefined ? 'script' : 'action';
    const passed = await play({ name, kind, step }, () => playStep(step, runner));
    success = passed || step['continue-on-error'] === true;
    if (!success) break;
  }
  await play({ name: 'Stop containers', kind: 'cleanup' }, () => runner.cleanupJob());
  const config = { directory, content: JSON.stringify(settings) };
  return { runner, recorded, config, steps, success };
}

function playStep(
  { run, uses = '', shell, env, with: inputs }: Step,
  runner: Runner,
): Promise<HookCall> {
  if (run !== undefined) return runner.runScript(run, { shell, env });
  const image = imageOf(uses);
  return runner.runContainerAction({
    image,
    dockerfile: image === undefined ? dockerfileOf(uses, runner) : undefined,
    entrypoint: inputs?.entrypoint,
    args: inputs?.args,
    env,
  });
}

/** The image of `uses: docker://image`. */
export function imageOf(uses: string): string | undefined {
  return /^docker:\/\/(.+)$/.exec(uses)?.[1];
}

/** The Dockerfile of `uses: ./folder`, in the runner's workspace. */
export function dockerfileOf(uses: string, { folders }: Runner): string {
  return join(folders.workspace, uses, 'Dockerfile');
}
