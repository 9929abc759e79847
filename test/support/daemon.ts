/** A program that runs in the background: start it and wait until it answers. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Daemon {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** True, or throws or says false as long as it does not answer. */
  isReady(): Promise<boolean>;
}

export async function startDaemon({ argv, env, logFile, isReady }: Daemon): Promise<ChildProcess> {
  const [program, ...args] = argv;
  const log = await open(logFile, 'a');
  const child = spawn(program, args, { env, stdio: ['ignore', log.fd, log.fd] });
  await once(child, 'spawn');
  await log.close();
  while (!(await isReady().catch(() => false))) {
    if (hasEnded(child)) {
      const end = `${program} ended while it started (${describeEnd(child)})`;
      throw new Error(`${end}:\n${await lastWords(logFile)}`);
    }
    await sleep(10);
  }
  return child;
}

/** Ends it and waits for the end. */
export async function endDaemon(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

async function lastWords(logFile: string): Promise<string> {
  return (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-5).join('\n');
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function describeEnd({ exitCode, signalCode }: ChildProcess): string {
  return signalCode ?? `exit code ${exitCode}`;
}
