import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeFileSync } from 'node:fs';
import { HookError, messageOf } from '../errors.ts';
import type { Response } from './response.ts';

/** @throws HookError when the response could not be written later */
export function checkResponseFile(file: string): void {
  withResponseFile(file, () => undefined);
}

/**
 * Writes exactly one document over the empty file that the runner made.
 * @throws HookError when the file cannot be written
 */
export function writeResponse(file: string, response: Response): void {
  withResponseFile(file, (descriptor) => {
    ftruncateSync(descriptor);
    writeFileSync(descriptor, JSON.stringify(response));
  });
}

/**
 * Containers can write to that folder: a link in the place of the file leads to somebody else's, and a pipe
 * would never be open.
 */
function withResponseFile(file: string, use: (descriptor: number) => void): void {
  const { O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;
  let descriptor;
  try {
    descriptor = openSync(file, O_WRONLY | O_NOFOLLOW | O_NONBLOCK);
    const found = fstatSync(descriptor);
    const isOurs = found.isFile() && found.nlink === 1;
    if (!isOurs) throw new Error('it is not the file that the runner made');
    use(descriptor);
  } catch (cause) {
    throw new HookError(`The response file ${file} cannot be written: ${messageOf(cause)}.`, {
      hint: 'The runner makes it under its work folder before it starts the hook.',
      cause,
    });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
