import { spawn } from 'node:child_process';
import { endOnAbort } from './abort.ts';
import { grace, type Process, type StreamOptions } from './cli.ts';
import { DockerError } from './docker-error.ts';
import { endProcess, whenClosed } from './end-process.ts';

/** A docker process that writes to the job log itself; cli.ts alone calls this. */
export async function stream(process: Process<StreamOptions>): Promise<number> {
  const { program, args, env, stdin, signal, options } = process;
  const { onAbort, operation = 'docker' } = options;
  // An abort while the variables were made ready would find no process to end.
  signal?.throwIfAborted();
  const group = options.authenticated === true;
  const child = spawn(program, args, {
    env,
    stdio: [stdin ?? 'ignore', 'inherit', 'inherit'],
    detached: group,
  });
  const exited = new Promise<number>((resolve, reject) => {
    child.once('error', (cause) => {
      reject(new DockerError({ operation, exitCode: undefined, stderr: cause.message, cause }));
    });
    // A client that a signal ended has no exit code; a shell would say 128 + 9.
    child.once('exit', (code) => {
      resolve(code ?? 137);
    });
  });
  const closed = whenClosed(child);
  const endClient = () => endProcess(child, { group, grace, closed });
  return endOnAbort(exited, { signal, onAbort, endClient });
}
