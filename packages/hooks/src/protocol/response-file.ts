import { constants, open, type FileHandle } from 'node:fs/promises';
import { HookError, messageOf } from '../errors.ts';
import type { Response } from './response.ts';

/** @throws HookError when the response could not be written later */
export async function checkResponseFile(file: string): Promise<void> {
  try {
    await (await openToWrite(file)).close();
  } catch (cause) {
    throw responseFileError(file, cause);
  }
}

/**
 * Writes exactly one document over the empty file that the runner made.
 * @throws HookError when the file cannot be written
 */
export async function writeResponse(file: string, response: Response): Promise<void> {
  try {
    const handle = await openToWrite(file, constants.O_TRUNC);
    await handle.writeFile(JSON.stringify(response)).finally(() => handle.close());
  } catch (cause) {
    throw responseFileError(file, cause);
  }
}

/** A link in its place is somebody else's: containers can write to that folder. A pipe would have us wait. */
function openToWrite(file: string, more = 0): Promise<FileHandle> {
  const { O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;
  return open(file, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | more);
}

function responseFileError(file: string, cause: unknown): HookError {
  return new HookError(`The response file ${file} cannot be written: ${messageOf(cause)}.`, {
    hint: 'The runner makes it under its work folder before it starts the hook.',
    cause,
  });
}
