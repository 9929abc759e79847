import type { CaptureOptions, Process } from './cli.ts';
import { DockerError, startFailure } from './docker-error.ts';
import { endProcess, grace, whenClosed } from './end-process.ts';
import { lineReader, tailBuffer } from './output.ts';

/** A docker process whose output is its answer; cli.ts alone calls this. */
export async function capture(process: Process<CaptureOptions>): Promise<string> {
  const { program, args, env, stdin, signal, options } = process;
  const { input, operation, hint, onLine, lastBytes, patient = false } = options;
  // Loaded here because script steps, which only stream, should not pay for it.
  const { execa } = await import('execa');
  // An abort while it was loaded would find no process to end.
  signal?.throwIfAborted();
  const group = options.authenticated === true;
  const child = execa(program, args, {
    env,
    extendEnv: false,
    // execa's types take literal descriptors only.
    ...(input === undefined ? { stdin: (stdin as 0 | undefined) ?? 'ignore' } : { input }),
    reject: false,
    maxBuffer: 64 * 1024 * 1024,
    all: lastBytes !== undefined,
    buffer: lastBytes === undefined,
    detached: group,
  });
  const tail = lastBytes === undefined ? undefined : tailBuffer(lastBytes);
  if (tail) child.all?.on('data', tail.add);
  if (onLine) child.stdout?.on('data', lineReader(onLine));
  const closed = whenClosed(child);
  const end = () => void endProcess(child, { group, closed });
  let late: NodeJS.Timeout | undefined;
  const onAbort = () => {
    late = setTimeout(end, patient ? grace : 0);
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  const result = await child.finally(() => {
    clearTimeout(late);
    signal?.removeEventListener('abort', onAbort);
  });
  signal?.throwIfAborted();
  const text = tail ? tail.text() : (result.stdout ?? '');
  if (result.exitCode === 0) return text;
  const notStarted = { code: result.code, message: result.originalMessage ?? '' };
  throw new DockerError({
    operation: operation ?? `docker ${String(args[0])}`,
    exitCode: result.exitCode,
    stderr: (tail ? text : result.stderr) || startFailure(notStarted),
    hint,
  });
}
