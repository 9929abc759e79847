/** Sees files while they are there, by the notices that the kernel gives for a folder. */
import { existsSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { readFiles, type SeeFile } from './read-files.ts';

/** Milliseconds after a notice: a file is made first and written to then. */
const later = [0, 2, 10];

/**
 * Folders that come up in a watched one are watched as well.
 * @returns what begins to watch a folder
 */
export function watchFolders(see: SeeFile): (folder: string) => void {
  const watchers = new Map<string, FSWatcher>();
  const forget = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  /** Answers that what is in the folder is to be read. */
  const enter = (folder: string): boolean => {
    if (!watchers.has(folder)) begin(folder);
    return true;
  };
  const begin = (folder: string) => {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        // Another one may come in its place.
        if (!existsSync(folder)) forget(folder);
        else if (name !== null) visit(join(folder, name));
      });
      watchers.set(folder, watcher);
      watcher.on('error', () => {
        forget(folder);
      });
    } catch {
      // It is gone again.
    }
  };
  const visit = (path: string) => {
    for (const ms of later) {
      setTimeout(() => {
        readFiles(path, see, enter);
      }, ms).unref();
    }
  };
  return (folder) => {
    readFiles(folder, see, enter);
  };
}
