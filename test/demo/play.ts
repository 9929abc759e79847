import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment } from '../support/environment.ts';
import {
  awsIdentity,
  dockerConfig,
  recordDocker,
  type RecordedDocker,
} from '../support/fixtures.ts';
import { createRunner, type HookCall, type Runner } from '../support/runner.ts';
import type { JobFile, Step } from './job-file.ts';

export interface PlayedStep {
  name: string;
  call: HookCall;
}

export interface PlayedJob {
  runner: Runner;
  recorded: RecordedDocker;
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
}

/** Plays the job as a runner with an AWS identity and an otherwise empty docker config does. */
export async function playJob(environment: Environment, options: PlayOptions): Promise<PlayedJob> {
  const { job, file, onStart, onStep, onPrepared } = options;
  const recorded = recordDocker(environment);
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {
    credHelpers: { '123456789012.dkr.ecr.us-east-1.amazonaws.com': 'ecr-login' },
  });
  const env = { ...awsIdentity(environment), HOOK_DOCKER_CONFIG, PATH: recorded.path };
  const runner = createRunner(environment, { env });
  cpSync(join(dirname(file), 'workspace'), runner.folders.workspace, { recursive: true });

  const steps: PlayedStep[] = [];
  const play = async (name: string, call: () => Promise<HookCall>) => {
    onStart(name);
    const step = { name, call: await call() };
    steps.push(step);
    onStep(step);
    return step.call.exitCode === 0;
  };

  const { container, services } = job;
  let success = await play('Initialize containers', () =>
    runner.prepareJob({ container, services }),
  );
  if (success) await onPrepared(runner);
  for (const step of success ? job.steps : []) {
    const passed = await play(step.name ?? step.uses ?? 'Run', () => playStep(step, runner));
    success = passed || step['continue-on-error'] === true;
    if (!success) break;
  }
  await play('Stop containers', () => runner.cleanupJob());
  return { runner, recorded, steps, success };
}

function playStep(
  { run, uses, shell, env, with: inputs }: Step,
  runner: Runner,
): Promise<HookCall> {
  if (run !== undefined) return runner.runScript(run, { shell, env });
  const image = /^docker:\/\/(.+)$/.exec(uses ?? '')?.[1];
  const dockerfile = join(runner.folders.workspace, uses ?? '', 'Dockerfile');
  return runner.runContainerAction({
    image,
    dockerfile: image === undefined ? dockerfile : undefined,
    entrypoint: inputs?.entrypoint,
    args: inputs?.args,
    env,
  });
}
