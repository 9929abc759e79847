import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { HookError, messageOf } from '../../errors.ts';
import { readLines } from './lines.ts';

export interface HookStart {
  /** The node that runs the hook. */
  node: string;
  /** Path of the hook. */
  hook: string;
  /** The whole environment. */
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** The whole of stdin. */
  input: string;
  onLine(line: string): void;
  /** Aborted: the hook gets the runner's cancel signals. */
  signal: AbortSignal | undefined;
}

/** Milliseconds that a runner waits (actions/runner, `ProcessInvoker.cs`). */
export interface Patience {
  /** From SIGINT to SIGTERM. */
  interrupt: number;
  /** From SIGTERM to SIGKILL. */
  terminate: number;
  /** For output, when a process that the hook has left still holds it. */
  drain: number;
}

const runnerPatience: Patience = { interrupt: 7500, terminate: 2500, drain: 5000 };

/**
 * Runs the hook for one request, as a runner does.
 * @returns its exit code
 * @throws HookError when it cannot be started
 */
export async function runHook(start: HookStart, patience = runnerPatience): Promise<number> {
  const { node, hook, env, cwd, input, onLine, signal } = start;
  // Ctrl-C at the terminal is for the rehearsal alone: a group of its own gets none of it.
  const child = spawn(node, [hook], { env, cwd, stdio: 'pipe', detached: true });
  const stop = () => void cancel(child, patience);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const output = Promise.all([
      readLines(child.stdout, onLine),
      readLines(child.stderr, onLine),
    ]).catch(() => undefined);
    const [code, name] = await exit;
    await Promise.race([output, sleep(patience.drain, undefined, { ref: false })]);
    child.stdout.destroy();
    child.stderr.destroy();
    return code ?? 128 + (name ? constants.signals[name] : 0);
  } catch (error) {
    throw new HookError(`The hook ${hook} cannot be started: ${messageOf(error)}.`, {
      cause: error,
    });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

async function cancel(child: ChildProcess, { interrupt, terminate }: Patience): Promise<void> {
  for (const [name, time] of [
    ['SIGINT', interrupt],
    ['SIGTERM', terminate],
    ['SIGKILL', 0],
  ] as const) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(name);
    await sleep(time, undefined, { ref: false });
  }
}
