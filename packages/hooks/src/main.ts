import type { CommandResult } from './commands/command.ts';
import { parseConfig, type Config } from './config.ts';
import { connect, type Call } from './connect.ts';
import type { Context } from './context.ts';
import type { Edge } from './edge.ts';
import { HookError, explain, messageOf } from './errors.ts';
import type { CallEnding } from './event-log/call-event.ts';
import { createEvidence } from './evidence.ts';
import type { Features } from './features.ts';
import { createLog, type Log } from './log.ts';
import { parseRequest, type Request } from './protocol/request.ts';
import { parseState, type State } from './protocol/state.ts';
import { featuresOfCall, noticeKilled } from './rollout/features-of-call.ts';
import { milliseconds } from './stopwatch.ts';

/** What a shell reports of a process that SIGINT ended; the runner's first cancel signal. */
const cancelled = 130;

/** One call of the hook, from stdin to the exit code. Never throws; errors are printed here only. */
export async function main(edge: Edge): Promise<number> {
  const started = milliseconds();
  // Not by parseConfig: what is wrong with the settings is said in this log.
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
    const { responseFile } = request;
    const call = { config, features, evidence, state, responseFile, log };
    exitCode = await answer(request, call, edge);
  } catch (error) {
    failure = error;
    exitCode = report(error, request?.command, edge.signal, log);
  }
  if (request && config && features) {
    const ending = {
      command: request.command,
      version: edge.version,
      features,
      evidence,
      durationMs: Math.round(milliseconds() - started),
      exitCode,
      failure,
      isCancelled: edge.signal.aborted,
    };
    await record(config, ending, log);
  }
  return exitCode;
}

async function answer(request: Request, call: Call, edge: Edge): Promise<number> {
  const { responseFile } = call;
  // Only prepare_job answers something; better to know now than after the containers run.
  const file =
    request.command === 'prepare_job' ? await import('./protocol/response-file.ts') : undefined;
  file?.checkResponseFile(responseFile);
  const context = await connect(call, edge);
  const state = call.state ?? (await recover(request, context));
  const { exitCode, response, undo } = await dispatch(request, state, context);
  if (!response) return exitCode;
  try {
    file?.writeResponse(responseFile, response);
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

/** For the event log, if there is one; that it cannot be written is no reason to fail a job. */
async function record(config: Config, ending: CallEnding, log: Log): Promise<void> {
  const { eventLog, eventLogBytes } = config;
  if (eventLog === undefined) return;
  try {
    const { callEvent } = await import('./event-log/call-event.ts');
    const { appendEvent } = await import('./event-log/append.ts');
    appendEvent(eventLog, eventLogBytes, callEvent(config, ending));
  } catch (error) {
    log.warning(`The event log (HOOK_EVENT_LOG) cannot be written: ${messageOf(error)}.`);
  }
}
