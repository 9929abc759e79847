import type { User } from '../inside.ts';
import type { HookCall, RunningCall } from './call.ts';
import type { NodeVersion } from '../nodes.ts';
import type { RunnerFolders, WorkflowJob } from './request.ts';
import type { JobContext } from './response.ts';
import type { ContainerAction, JsActionOptions, ScriptOptions } from './steps.ts';
import type { WorkerLogOptions } from './worker-log.ts';

export interface RunnerOptions {
  name?: string;
  node?: NodeVersion;
  /** What is started in place of the programs in the runner's folder: a runner image's, another hook. */
  installed?: { readonly node?: string; readonly hook?: string };
  /** More arguments for the hook's node. */
  nodeArguments?: readonly string[];
  /** Fleets run the runner as an ordinary user in docker's group; default root. */
  user?: User;
  /** More of the Worker's own environment: HOOK_*, AWS_*, … */
  env?: Record<string, string>;
  repository?: string;
  jobId?: string;
  /** Milliseconds until the runner reads the output of a hook call; default 0. */
  readAfterMs?: number;
  /** Takes what the hook writes to stdout, which calls then do not keep. */
  takeOutput?: (chunk: Buffer) => void;
  /** How the job message looks in the Worker's log. */
  workerLog?: WorkerLogOptions;
}

export interface Runner {
  folders: RunnerFolders;
  /** `job.*` after prepareJob. */
  readonly job: JobContext;
  /** What the next call gets for a state; a test may put another one in its place. */
  state: Record<string, unknown> | undefined;
  prepareJob(job: WorkflowJob): Promise<HookCall>;
  /** A `run:` step. */
  runScript(script: string, options?: ScriptOptions): Promise<HookCall>;
  /** A JavaScript action: a file below `_actions` or the workspace. */
  runJsAction(path: string, options?: JsActionOptions): Promise<HookCall>;
  runContainerAction(action: ContainerAction): Promise<HookCall>;
  cleanupJob(): Promise<HookCall>;
  /** The same without waiting, for cancels and background steps. */
  startPrepare(job: WorkflowJob): RunningCall;
  startScript(script: string, options?: ScriptOptions): RunningCall;
  startJsAction(path: string, options?: JsActionOptions): RunningCall;
  startContainerAction(action: ContainerAction): RunningCall;
  startCleanup(): RunningCall;
  /** Starts the hook with exactly this on stdin; undefined: stdin stays open. */
  startRaw(input: string | undefined, env?: Record<string, string>): RunningCall;
}
