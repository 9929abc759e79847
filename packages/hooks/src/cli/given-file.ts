import { readFileSync, statSync } from 'node:fs';
import { messageOf } from '../errors.ts';
import { UsageError } from './arguments.ts';

/**
 * The text of a file that an option names.
 * @throws UsageError when it cannot be read
 */
export function readGivenFile(file: string, option: string, hint: string): string {
  try {
    // Reading a fifo or a device would not end.
    if (!statSync(file).isFile()) throw new Error('it is not a file');
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`The file of --${option} cannot be read: ${messageOf(cause)}.`, {
      hint,
      cause,
    });
  }
}
