import { spawn, type SpawnOptions } from 'node:child_process';
import { endOnAbort } from './abort.ts';
import type { Process, StreamOptions } from './cli.ts';
import { DockerError, startFailure } from './docker-error.ts';
import { endProcess, whenClosed } from './end-process.ts';

/** A docker process that writes to the job log itself; cli.ts alone calls this. */
export async function stream(process: Process<StreamOptions>): Promise<number> {
  const { program, args, env, stdin, signal, options } = process;
  const { onAbort, operation = 'docker' } = options;
  // An abort while the variables were made ready would find no process to end.
  signal?.throwIfAborted();
  const group = options.authenticated === true;
  const failed = (cause: unknown) =>
    new DockerError({ operation, exitCode: undefined, stderr: startFailure(cause), cause });
  const start = (options: SpawnOptions) => {
    try {
      return spawn(program, args, options);
    } catch (cause) {
      throw failed(cause);
    }
  };
  const child = start({
    env,
    stdio: [stdin ?? 'ignore', 'inherit', options.oneStream === true ? 1 : 'inherit'],
    detached: group,
  });
  const exited = new Promise<number>((resolve, reject) => {
    child.once('error', (cause) => {
      reject(failed(cause));
    });
    // A client that a signal ended has no exit code; a shell would say 128 + 9.
    child.once('exit', (code) => {
      resolve(code ?? 137);
    });
  });
  const closed = whenClosed(child);
  const endClient = () => endProcess(child, { group, closed });
  return endOnAbort(exited, { signal, onAbort, endClient });
}
