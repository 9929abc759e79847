import { access, constants, open } from 'node:fs/promises';
import { HookError, messageOf } from '../errors.ts';
import type { Response } from './response.ts';

/** @throws HookError when the response could not be written later */
export async function checkResponseFile(file: string): Promise<void> {
  try {
    await access(file, constants.W_OK);
  } catch (cause) {
    throw responseFileError(file, cause);
  }
}

/**
 * Writes exactly one document over the empty file that the runner made. A link in its place is
 * somebody else's: containers can write to that folder.
 * @throws HookError when the file cannot be written
 */
export async function writeResponse(file: string, response: Response): Promise<void> {
  try {
    // A fifo in its place would hold the hook until somebody reads it.
    const { O_WRONLY, O_TRUNC, O_NOFOLLOW, O_NONBLOCK } = constants;
    const flags = O_WRONLY | O_TRUNC | O_NOFOLLOW | O_NONBLOCK;
    const handle = await open(file, flags);
    await handle.writeFile(JSON.stringify(response)).finally(() => handle.close());
  } catch (cause) {
    throw responseFileError(file, cause);
  }
}

function responseFileError(file: string, cause: unknown): HookError {
  return new HookError(`The response file ${file} cannot be written: ${messageOf(cause)}.`, {
    hint: 'The runner makes it under its work folder before it starts the hook.',
    cause,
  });
}
