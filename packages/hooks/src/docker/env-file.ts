import { randomUUID } from 'node:crypto';
import { closeSync, openSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { envEntry, type ContainerEnv } from './env-entries.ts';
import { temporaryError } from './private-directory.ts';

/** docker reads env files with Go's `bufio.Scanner`, which refuses lines of 64 KiB. */
const maximumLine = 60 * 1024;

/**
 * How docker's client can be told variables without a value in argv and without the client seeing
 * them as its own: most fit a line of an env file; the others (line breaks, names with spaces) are
 * left over for the request itself (env-relay.ts).
 *
 * @throws HookError that names a variable which no container can be given
 */
export function splitEnv(env: ContainerEnv): { lines: string[]; rest: string[] } {
  const lines: string[] = [];
  const rest: string[] = [];
  for (const [name, value] of env) {
    (fitsLine(name, value) ? lines : rest).push(envEntry(name, value));
  }
  return { lines, rest };
}

/**
 * A file that holds the lines and has no name any more: it was removed as soon as it was open, so
 * nothing of it outlives the process that holds it, whatever happens.
 *
 * @returns the descriptor; the caller hands it to docker and closes it
 */
export function openEnvFile(lines: readonly string[], directory: string): number {
  const path = join(directory, `ecr-runner-hooks-env-${randomUUID()}`);
  try {
    const descriptor = openSync(path, 'wx+', 0o600);
    try {
      unlinkSync(path);
      writeFileSync(descriptor, lines.map((line) => `${line}\n`).join(''));
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
    return descriptor;
  } catch (error) {
    throw temporaryError(`A private file in ${directory} (RUNNER_TEMP) cannot be written`, error);
  }
}

/** Printable ASCII without space; docker takes `#` for a comment. The value stays on one line. */
function fitsLine(name: string, value: string): boolean {
  return (
    /^[!"$-<>-~][!-<>-~]*$/.test(name) &&
    !/[\n\r]/.test(value) &&
    Buffer.byteLength(name) + Buffer.byteLength(value) < maximumLine
  );
}
