import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../environment.ts';
import type { User } from '../inside.ts';
import { readCommands, type WorkflowCommand } from './commands.ts';
import type { HookTimes, WorkerOrder } from './order.ts';
import { readOutput, splitLines, type Output } from './output.ts';

/** One finished call of the hook. */
export interface HookCall {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** stdout in lines, without the last empty one. */
  lines: string[];
  /** The lines of stdout and stderr in the order in which they came. */
  log: string[];
  /** What the runner would have taken for commands. */
  commands: WorkflowCommand[];
  durationMs: number;
  /** Of the hook process alone; undefined when the Worker was killed. */
  times: HookTimes | undefined;
  /** What stands in the response file; undefined when there is none. */
  response?: string | undefined;
  /** What a step wrote to `$GITHUB_OUTPUT`. */
  outputs: Record<string, string>;
}

/** A call that runs; the runner cancels it with signals to the hook alone. */
export interface RunningCall {
  finished: Promise<HookCall>;
  signal(name: NodeJS.Signals): void;
  /** SIGINT, after 7.5 s SIGTERM, after 2.5 s SIGKILL (`ProcessInvoker.cs`). */
  cancel(): Promise<HookCall>;
}

export interface CallSetup {
  environment: Environment;
  user: User;
  node: string;
  workerProgram: string;
  /** The Worker's own environment. */
  workerEnv: Record<string, string>;
  /** Milliseconds until somebody reads the hook's output, as with a busy runner. */
  readAfterMs: number;
  /** Takes the hook's stdout instead of the record of the call. */
  takeOutput: ((chunk: Buffer) => void) | undefined;
}

/** Starts the hook as a child of a simulated Worker, inside the namespaces. */
export function startCall(setup: CallSetup, order: WorkerOrder): RunningCall {
  const { environment, user, node, workerProgram, workerEnv, readAfterMs, takeOutput } = setup;
  const argv = environment.command([node, workerProgram], { user, env: workerEnv });
  const started = performance.now();
  const [program = '', ...args] = argv;
  const worker = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  worker.stdin.on('error', () => undefined);
  worker.stdin.write(`${JSON.stringify(order)}\n`);
  const finished = Promise.all([
    sleep(readAfterMs).then(() => outputOf(worker, takeOutput)),
    once(worker, 'close') as Promise<[number | null]>,
  ]).then(([{ stdout, stderr, log }, [exitCode]]): HookCall => {
    const lines = splitLines(stdout);
    return {
      exitCode: exitCode ?? 137,
      stdout,
      stderr,
      lines,
      log,
      commands: readCommands([...stderr.split('\n'), ...lines]),
      durationMs: performance.now() - started,
      times: takeTimes(order.timesFile),
      outputs: {},
    };
  });
  const signal = (name: NodeJS.Signals) => {
    worker.stdin.write(`${name}\n`);
  };
  return { finished, signal, cancel: () => cancel(signal, finished) };
}

async function outputOf(
  { stdout, stderr }: ChildProcessWithoutNullStreams,
  take: CallSetup['takeOutput'],
): Promise<Output> {
  if (!take) return readOutput(stdout, stderr);
  stdout.on('data', take);
  return { stdout: '', stderr: await text(stderr), log: [] };
}

function takeTimes(file: string): HookTimes | undefined {
  if (!existsSync(file)) return undefined;
  const times = JSON.parse(readFileSync(file, 'utf8')) as HookTimes;
  rmSync(file);
  return times;
}

async function cancel(
  signal: (name: NodeJS.Signals) => void,
  finished: Promise<HookCall>,
): Promise<HookCall> {
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', 7500],
    ['SIGTERM', 2500],
  ];
  for (const [name, patience] of steps) {
    signal(name);
    const call = await Promise.race([finished, sleep(patience, undefined, { ref: false })]);
    if (call) return call;
  }
  signal('SIGKILL');
  return finished;
}
