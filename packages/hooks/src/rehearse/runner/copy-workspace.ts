import { constants } from 'node:fs';
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readdir,
  readlink,
  realpath,
  symlink,
} from 'node:fs/promises';
import { sep } from 'node:path';
import { HookError, messageOf } from '../../errors.ts';

/**
 * Copies a folder to where the runner has its workspace. Links are copied as they are, so nothing from
 * outside gets in; sockets, pipes and devices are left out.
 *
 * @param signal aborted: what is not copied yet stays out
 * @throws HookError when it cannot be copied, or would hold its own copy
 */
export async function copyWorkspace(
  source: string,
  workspace: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    const [from, to] = await Promise.all([realpath(source), realpath(workspace)]);
    if (isInside(to, from)) throw new Error('it holds the folder for temporary files');
    await copyEntries(Buffer.from(from), Buffer.from(to), signal);
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

/** Names are bytes, since not all of them are text; `cp` of node knows only text. */
async function copyEntries(from: Buffer, to: Buffer, signal: AbortSignal): Promise<void> {
  for (const name of await readdir(from, { encoding: 'buffer' })) {
    if (signal.aborted) return;
    const [source, target] = [from, to].map((folder) => below(folder, name)) as [Buffer, Buffer];
    const found = await lstat(source);
    if (found.isSymbolicLink()) {
      await symlink(await readlink(source, { encoding: 'buffer' }), target);
    } else if (found.isFile()) {
      await copyFile(source, target, constants.COPYFILE_FICLONE);
    } else if (found.isDirectory()) {
      await mkdir(target);
      await copyEntries(source, target, signal);
      // Only now, as it may be that nobody is to write there.
      await chmod(target, found.mode & 0o7777);
    }
  }
}

function below(folder: Buffer, name: Buffer): Buffer {
  return Buffer.concat([folder, Buffer.from(sep), name]);
}
