import { existsSync } from 'node:fs';
import type { Contexts } from '../expressions/contexts.ts';
import type { Value } from '../expressions/value.ts';
import type { Given } from '../given.ts';
import { contextVariables, hookEnvironment } from '../runner/environment.ts';
import type { Folders } from '../runner/folders.ts';
import { runHook } from '../runner/hook-process.ts';
import {
  createResponseFile,
  responsePath,
  takeResponse,
  type JobContext,
} from '../runner/response.ts';
import type { Masks } from '../show/masks.ts';
import { createStepView, type StepView } from '../show/step-view.ts';
import type { PlannedJob } from '../workflow/plan-job.ts';

type Texts = Readonly<Record<string, string>>;

/** What stays the same while a job is played. */
export interface Stage {
  plan: PlannedJob;
  given: Given;
  folders: Folders;
  github: Texts;
  runner: Texts;
  contexts: Contexts;
  hook: { node: string; path: string };
  /** The environment of the runner's process. */
  workerEnv: Texts;
  masks: Masks;
  /** A line for whoever watches. */
  write(line: string): void;
  signal: AbortSignal;
}

/** What changes from step to step. */
export interface Session {
  /** What the hook asked the runner to keep. */
  state: object | undefined;
  /** `$GITHUB_PATH`, the newest first. */
  prependPath: readonly string[];
  /** `env:` of workflow and job, and `$GITHUB_ENV`. */
  env: ReadonlyMap<string, string>;
  job: JobContext;
  status: 'success' | 'failure';
  /** The `steps` context. */
  steps: Map<string, Value>;
}

export interface HookCall {
  command: 'prepare_job' | 'run_script_step' | 'run_container_step' | 'cleanup_job';
  args: object;
  /** What GITHUB_* the step adds, with paths of this machine. */
  variables?: Texts | undefined;
  /** Nothing: it cannot be cancelled. */
  signal: AbortSignal | undefined;
}

export interface CallResult {
  exitCode: number;
  /** What the hook answered; only counts when it succeeded. */
  response: string | undefined;
  view: StepView;
}

export function newSession({ plan }: Pick<Stage, 'plan'>): Session {
  return {
    state: undefined,
    prependPath: [],
    env: plan.env,
    job: { container: {}, services: new Map() },
    status: 'success',
    steps: new Map(),
  };
}

/**
 * One call of the hook, as the runner makes it.
 * @throws HookError when the hook cannot be started or something else took the place of its answer
 */
export async function callHook(
  stage: Stage,
  session: Session,
  { command, args, variables, signal }: HookCall,
): Promise<CallResult> {
  const { folders, hook, workerEnv, masks, write, github, runner } = stage;
  const debug = workerEnv['RUNNER_DEBUG'] === '1';
  const view = createStepView({ write, masks, debug });
  const responseFile = responsePath(folders.temp);
  // Nobody reads the answer to a cleanup, so it must not fail for want of a place for one.
  const isAnswered = command !== 'cleanup_job';
  if (isAnswered) createResponseFile(responseFile);
  const state = command === 'prepare_job' ? null : (session.state ?? null);
  const own = { ...contextVariables(github, runner), ...variables };
  const exitCode = await runHook({
    node: hook.node,
    hook: hook.path,
    env: hookEnvironment(workerEnv, own, session.prependPath),
    // A step may have removed its workspace; the rest must be cleaned up nevertheless.
    cwd: existsSync(folders.workspace) ? folders.workspace : folders.root,
    input: `${JSON.stringify({ command, responseFile, args, state })}\n`,
    onLine: view.line,
    signal,
  });
  return { exitCode, response: isAnswered ? takeResponse(responseFile) : undefined, view };
}
