import type { CommandResult } from './commands/command.ts';
import { parseConfig, type Config } from './config.ts';
import { connect } from './connect.ts';
import type { Context } from './context.ts';
import type { Output } from './docker/engine-frames.ts';
import { HookError, explain, messageOf } from './errors.ts';
import type { CallEnding } from './event-log/call-event.ts';
import { createEvidence, type Evidence } from './evidence.ts';
import type { Features } from './features.ts';
import { createLog, type Log } from './log.ts';
import { parseRequest, type Request } from './protocol/request.ts';
import { parseState, type State } from './protocol/state.ts';
import { featuresOfCall, killed } from './rollout/features-of-call.ts';
import { milliseconds } from './stopwatch.ts';

/** What the process gives the hook; index.ts is the only file that touches `process`. */
export interface Edge {
  readStdin: () => Promise<string>;
  write: (text: string) => void;
  /** Where steps write to. */
  output: Output;
  newToken: () => Promise<string>;
  /** No other call on this machine has it. */
  callId: string;
  /** Release of the hook. */
  version: string;
  env: NodeJS.ProcessEnv;
  /** The process that started the hook: the runner's Worker. */
  parentPid: number;
  architecture: string;
  /** Aborted by the runner's cancel signals. */
  signal: AbortSignal;
}

/** What a shell reports of a process that SIGINT ended; the runner's first cancel signal. */
const cancelled = 130;

/** One call of the hook, from stdin to the exit code. Never throws; errors are printed here only. */
export async function main(edge: Edge): Promise<number> {
  const started = milliseconds();
  const debug = edge.env['RUNNER_DEBUG'] === '1';
  const log = createLog({ write: edge.write, debug, newToken: edge.newToken });
  const evidence = createEvidence();
  let request: Request | undefined;
  let config: Config | undefined;
  let features: Features | undefined;
  let exitCode: number;
  let failure: unknown;
  try {
    request = parseRequest(await edge.readStdin());
    config = parseConfig(edge.env);
    const state = parseState(request.state);
    features = await featuresOfCall({ config, known: state?.features, log });
    if (request.command === 'prepare_job') noticeKilled(features, log);
    exitCode = await answer(request, { config, features, evidence, state, log }, edge);
  } catch (error) {
    failure = error;
    exitCode = report(error, request?.command, edge.signal, log);
  }
  if (request && features && config?.eventLog !== undefined) {
    const { command } = request;
    const { version, signal } = edge;
    const durationMs = Math.round(milliseconds() - started);
    const ending = { command, durationMs, exitCode, failure, isCancelled: signal.aborted };
    await record(config, { ...ending, version, features, evidence }, log);
  }
  return exitCode;
}

/** Whoever wonders why a job goes another way than yesterday should not need a debug log. */
function noticeKilled(features: Features, log: Log): void {
  if (features['credential-helper'].reason !== killed) return;
  log.notice('The kill switch of this runner is pulled (HOOK_KILL_SWITCH): all features are off.');
}

interface Call {
  config: Config;
  features: Features;
  evidence: Evidence;
  state: State | undefined;
  log: Log;
}

async function answer(request: Request, call: Call, edge: Edge): Promise<number> {
  const { command, responseFile } = request;
  // Only prepare_job answers something; better to know now than after the containers run.
  const file = command === 'prepare_job' ? await import('./protocol/response-file.ts') : undefined;
  await file?.checkResponseFile(responseFile);
  const context = await connect({ ...call, responseFile, ...edge });
  const state = call.state ?? (await recover(request, context));
  const { exitCode, response, undo } = await dispatch(request, state, context);
  if (!response) return exitCode;
  try {
    await file?.writeResponse(responseFile, response);
  } catch (error) {
    await undo?.();
    throw error;
  }
  return exitCode;
}

/** A state that another release wrote says nothing here, but the labels do. */
async function recover(request: Request, context: Context): Promise<State | undefined> {
  if (request.state === undefined || request.command === 'cleanup_job') return undefined;
  const { recoverState } = await import('./commands/recover-state.ts');
  return recoverState(context);
}

/** Each command is a chunk of its own: a script step does not load what a pull needs. */
async function dispatch(
  request: Request,
  state: State | undefined,
  context: Context,
): Promise<CommandResult> {
  switch (request.command) {
    case 'prepare_job': {
      const { prepareJob } = await import('./commands/prepare-job.ts');
      return prepareJob(request.args, context);
    }
    case 'run_script_step': {
      const { runScriptStep } = await import('./commands/run-script-step.ts');
      return runScriptStep(request.args, state, context);
    }
    case 'run_container_step': {
      const { runContainerStep } = await import('./commands/run-container-step.ts');
      return runContainerStep(request.args, state, context);
    }
    case 'cleanup_job': {
      const { cleanupJob } = await import('./commands/cleanup-job.ts');
      return cleanupJob(context);
    }
  }
}

/** A failing cleanup_job would turn a green job red, so there it is only a warning. */
function report(
  error: unknown,
  command: Request['command'] | undefined,
  signal: AbortSignal,
  log: Log,
): number {
  if (error instanceof Error && !(error instanceof HookError)) log.debug(error.stack ?? '');
  if (command === 'cleanup_job') {
    log.warning(explain(error));
    return 0;
  }
  log.error(signal.aborted ? 'The step was cancelled.' : explain(error));
  return signal.aborted ? cancelled : 1;
}

/** A log that cannot be written is no reason to fail a job. */
async function record(config: Config, ending: CallEnding, log: Log): Promise<void> {
  try {
    const { callEvent } = await import('./event-log/call-event.ts');
    const { appendEvent } = await import('./event-log/append.ts');
    appendEvent(config.eventLog ?? '', config.eventLogBytes, callEvent(config, ending));
  } catch (error) {
    log.warning(`The event log (HOOK_EVENT_LOG) cannot be written: ${messageOf(error)}.`);
  }
}
