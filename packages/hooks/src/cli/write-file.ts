import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, lstat, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HookError, codeOf, messageOf } from '../errors.ts';

/**
 * Looks whether a file can be written, before the work that it is for.
 * @throws HookError
 */
export async function checkWritable(file: string): Promise<void> {
  try {
    await access(dirname(await placeOf(file)), constants.W_OK);
  } catch (error) {
    throw unwritable(file, error);
  }
}

/**
 * Writes a whole file or none: whoever reads it meanwhile, such as node_exporter, sees the old one or
 * the new one. A link stays one.
 *
 * @throws HookError
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  let temporary: string | undefined;
  try {
    const place = await placeOf(file);
    // Not named like the file: node_exporter takes every *.prom that it finds.
    temporary = join(dirname(place), `.${basename(place)}.${randomUUID()}.tmp`);
    // On the disk before it gets its name: after a crash it would be there and empty.
    await writeFile(temporary, text, { flag: 'wx', mode: 0o644, flush: true });
    await rename(temporary, place);
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true });
    throw unwritable(file, error);
  }
}

/** Where the file itself is, behind links; devices and directories are not replaced. */
async function placeOf(file: string): Promise<string> {
  const place = await realpath(file).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return file;
    throw error;
  });
  const found = await lstat(place).catch(() => undefined);
  if (found && !found.isFile()) throw new Error('it is there and is not a file');
  return place;
}

function unwritable(file: string, error: unknown): HookError {
  return new HookError(`${JSON.stringify(file)} cannot be written: ${messageOf(error)}.`, {
    hint: 'Name a file in a directory that exists and that you may write to.',
    cause: error,
  });
}
