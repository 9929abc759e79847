import { readFileSync, statSync } from 'node:fs';
import { messageOf } from '../errors.ts';
import { UsageError } from './arguments.ts';

/**
 * Reads the `.env` file of a runner as the runner does: a line is a name, `=` and the value as it stands
 * (actions/runner, `Runner.Listener/Program.cs`).
 *
 * @throws UsageError when it cannot be read
 */
export function readRunnerEnv(file: string): [name: string, value: string][] {
  return parseRunnerEnv(read(file));
}

export function parseRunnerEnv(text: string): [name: string, value: string][] {
  return text.split(/\r\n|\n|\r/).flatMap((line): [string, string][] => {
    const equals = line.indexOf('=');
    return equals > 0 ? [[line.slice(0, equals), line.slice(equals + 1)]] : [];
  });
}

function read(file: string): string {
  try {
    // Reading a fifo or a device would not end.
    if (!statSync(file).isFile()) throw new Error('it is not a file');
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`The file of --runner-env cannot be read: ${messageOf(cause)}.`, {
      hint: 'It is the file .env in the folder of a runner.',
      cause,
    });
  }
}
