import { constants } from 'node:fs';
import { cp, lstat, realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { HookError, messageOf } from '../../errors.ts';

/**
 * Copies a folder to where the runner has its workspace. Links are copied as they are, so nothing from
 * outside gets in; sockets, pipes and devices are left out.
 * @throws HookError when it cannot be copied, or would hold its own copy
 */
export async function copyWorkspace(source: string, workspace: string): Promise<void> {
  try {
    const [from, to] = await Promise.all([realpath(source), realpath(workspace)]);
    if (isInside(to, from)) throw new Error('it holds the folder for temporary files');
    await cp(from, to, {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
      filter: isOrdinary,
    });
  } catch (cause) {
    throw new HookError(`The workspace ${source} cannot be copied: ${messageOf(cause)}.`, {
      hint: 'Give another folder with --workspace.',
      cause,
    });
  }
}

/** Whether a path is a folder or lies in it; both without links. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === sep ? sep : folder + sep);
}

async function isOrdinary(path: string): Promise<boolean> {
  const found = await lstat(path);
  return found.isFile() || found.isDirectory() || found.isSymbolicLink();
}
