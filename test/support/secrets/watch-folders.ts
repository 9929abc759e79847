/** Sees files while they are there, by the notices that the kernel gives for a folder. */
import { watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { readFiles, type SeeFile } from './read-files.ts';

export interface FolderWatch {
  add(folder: string): void;
  close(): void;
}

/** Milliseconds after a notice: a file is made first and written to then. */
const later = [0, 2, 10];

/** Folders that come up in a watched one are watched as well. */
export function watchFolders(see: SeeFile): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  const forget = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const add = (folder: string) => {
    if (watchers.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name !== null) visit(join(folder, name));
      });
      watchers.set(
        folder,
        watcher.on('error', () => {
          forget(folder);
        }),
      );
    } catch {
      // It is gone again.
    }
  };
  const visit = (path: string) => {
    for (const ms of later) {
      setTimeout(() => {
        readFiles(path, see, add);
      }, ms).unref();
    }
  };
  return {
    add(folder) {
      add(folder);
      readFiles(folder, see, add);
    },
    close: () => {
      for (const folder of watchers.keys()) forget(folder);
    },
  };
}
