import type { CommandResult } from './commands/command.ts';
import { parseConfig, type Config } from './config.ts';
import { connect } from './connect.ts';
import type { Context } from './context.ts';
import { HookError, errorClass, explain, messageOf } from './errors.ts';
import { createLog, type Log } from './log.ts';
import { parseRequest, type Request } from './protocol/request.ts';
import { checkResponseFile, writeResponse } from './protocol/response-file.ts';
import { parseState, type State } from './protocol/state.ts';

/** What the process gives the hook; index.ts is the only file that touches `process`. */
export interface Edge {
  readStdin: () => Promise<string>;
  write: (text: string) => void;
  newToken: () => string;
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
  const started = performance.now();
  const debug = edge.env['RUNNER_DEBUG'] === '1';
  const log = createLog({ write: edge.write, debug, newToken: edge.newToken });
  let request: Request | undefined;
  let config: Config | undefined;
  let exitCode: number;
  let failure: unknown;
  try {
    request = parseRequest(await edge.readStdin());
    config = parseConfig(edge.env);
    exitCode = await answer(request, config, edge, log);
  } catch (error) {
    failure = error;
    exitCode = report(error, request?.command, edge.signal, log);
  }
  if (request && config?.eventLog !== undefined) {
    const durationMs = Math.round(performance.now() - started);
    const { command } = request;
    await record(config, { command, durationMs, exitCode, failure, signal: edge.signal }, log);
  }
  return exitCode;
}

async function answer(request: Request, config: Config, edge: Edge, log: Log): Promise<number> {
  // Only prepare_job answers something; better to know now than after the containers run.
  if (request.command === 'prepare_job') await checkResponseFile(request.responseFile);
  const known = parseState(request.state);
  const { responseFile } = request;
  const context = connect({ config, state: known, responseFile, log, ...edge });
  const state = known ?? (await recover(request, context));
  const { exitCode, response } = await dispatch(request, state, context);
  if (response) await writeResponse(request.responseFile, response);
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

interface Ending {
  command: string;
  durationMs: number;
  exitCode: number;
  failure: unknown;
  signal: AbortSignal;
}

/** A log that cannot be written is no reason to fail a job. */
async function record(config: Config, ending: Ending, log: Log): Promise<void> {
  const { command, durationMs, exitCode, failure, signal } = ending;
  const failed = failure === undefined ? 'step-failed' : 'hook-failed';
  try {
    const { recordEvent } = await import('./events.ts');
    recordEvent(config.eventLog ?? '', {
      command,
      runner: config.runnerName,
      runId: config.runId,
      runAttempt: config.runAttempt,
      job: config.jobId,
      durationMs,
      exitCode,
      outcome: signal.aborted ? 'cancelled' : exitCode === 0 ? 'success' : failed,
      errorClass: errorClass(failure),
    });
  } catch (error) {
    log.warning(`The event log (HOOK_EVENT_LOG) cannot be written: ${messageOf(error)}.`);
  }
}
