import { access, constants, open } from 'node:fs/promises';
import type { CommandResult } from './commands/command.ts';
import { parseConfig } from './config.ts';
import { connect } from './connect.ts';
import type { Context } from './context.ts';
import { HookError, explain, messageOf } from './errors.ts';
import { createLog, type Log } from './log.ts';
import { parseRequest, type Request } from './protocol/request.ts';
import type { Response } from './protocol/response.ts';
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
  const debug = edge.env['RUNNER_DEBUG'] === '1';
  const log = createLog({ write: edge.write, debug, newToken: edge.newToken });
  let request: Request | undefined;
  try {
    request = parseRequest(await edge.readStdin());
    return await answer(request, edge, log);
  } catch (error) {
    return report(error, request?.command, edge.signal, log);
  }
}

async function answer(request: Request, edge: Edge, log: Log): Promise<number> {
  const config = parseConfig(edge.env);
  // Only prepare_job answers something; better to know now than after the containers run.
  if (request.command === 'prepare_job') await checkResponseFile(request.responseFile);
  const known = parseState(request.state);
  const context = connect({ config, state: known, log, ...edge });
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

async function checkResponseFile(file: string): Promise<void> {
  try {
    await access(file, constants.W_OK);
  } catch (cause) {
    throw responseFileError(file, cause);
  }
}

/** The runner made the file; a link in its place is somebody else's. */
async function writeResponse(file: string, response: Response): Promise<void> {
  try {
    const flags = constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW;
    const handle = await open(file, flags);
    await handle.writeFile(JSON.stringify(response)).finally(() => handle.close());
  } catch (cause) {
    throw responseFileError(file, cause);
  }
}

function responseFileError(file: string, cause: unknown): HookError {
  return new HookError(`The response file ${file} cannot be written: ${messageOf(cause)}.`, {
    hint: 'The runner makes it under its work folder before it starts the hook.',
    cause,
  });
}
