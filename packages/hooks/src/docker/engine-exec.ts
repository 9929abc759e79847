import { setTimeout as sleep } from 'node:timers/promises';
import { flag, object, optional, text, whole } from '../shape.ts';
import { DockerError } from './docker-error.ts';
import type { Daemon } from './engine-daemon.ts';
import type { Output } from './engine-frames.ts';
import { demultiplexer } from './engine-output.ts';
import { containerPath } from './engine-paths.ts';
import type { ExecSpec } from './exec-args.ts';

export interface ExecOptions {
  /** `NAME=value` each. */
  env: readonly string[];
  output: Output;
  /** Nothing is started after it. */
  signal: AbortSignal | undefined;
}

const CreatedExec = object({ Id: text });
const Exec = object({ Running: flag, ExitCode: optional(whole) });

/** Milliseconds of the longest pause between two looks whether a command has ended. */
const longestPause = 250;

/**
 * Runs a command in a container as `docker exec` does: stdin is empty, output goes on as it comes.
 * What the container cannot start writes the reason to its own output, with exit code 126 or 127.
 *
 * @returns the exit code of the command
 */
export async function execInContainer(
  daemon: Daemon,
  { container, workdir, command }: ExecSpec,
  { env, output, signal }: ExecOptions,
): Promise<number> {
  const { Id: id } = await daemon.ask(CreatedExec, {
    method: 'POST',
    path: `${containerPath(container)}/exec`,
    body: { AttachStdout: true, AttachStderr: true, Env: env, WorkingDir: workdir, Cmd: command },
  });
  signal?.throwIfAborted();
  const path = `/exec/${encodeURIComponent(id)}`;
  const body = { Detach: false, Tty: false };
  await daemon.stream({ method: 'POST', path: `${path}/start`, body }, demultiplexer(output));
  return exitCode(daemon, `${path}/json`);
}

/** The daemon may close the output a moment before it knows of the end. */
async function exitCode(daemon: Daemon, path: string): Promise<number> {
  const hint = 'The daemon was restarted, or the container removed, while the command ran.';
  for (let pause = 1; ; pause = Math.min(2 * pause, longestPause)) {
    const { Running, ExitCode } = await daemon.ask(Exec, { method: 'GET', path }, hint);
    if (!Running) return known(ExitCode);
    await sleep(pause);
  }
}

function known(exitCode: number | null | undefined): number {
  if (typeof exitCode === 'number') return exitCode;
  const stderr = 'The daemon does not know how the command ended.';
  throw new DockerError({ operation: 'docker exec', exitCode: undefined, stderr });
}
