import { constants } from 'node:fs';
import { access, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HookError, messageOf } from '../../errors.ts';
import { printable } from '../names.ts';

/** The log of one directory: its files in the order in which they were written. */
export type Log = readonly LogFile[];

export interface LogFile {
  path: string;
  /** Bytes; 0 of a pipe. */
  size: number;
}

export interface FoundLogs {
  logs: readonly Log[];
  /** What was found and cannot be read, in words. */
  problems: readonly string[];
  /** Directories that were named and have no logs. */
  empty: readonly string[];
}

/** The path that stands for stdin. */
export const stdinPath = '-';

const logName = /^hook-events-(\d{6,})\.jsonl$/;

/**
 * Finds event logs: in directories, however deep, those with the name that the hook gives them; a
 * file that is named itself whatever it is called. What is named twice counts once.
 *
 * @throws HookError for a path that is not there or may not be read
 */
export async function findLogs(paths: readonly string[]): Promise<FoundLogs> {
  const files = new Map<string, LogFile>();
  const problems: string[] = [];
  const empty: string[] = [];
  const addNamed = async (path: string) => {
    const found = await stat(path);
    // A pipe such as /dev/fd/63 is at no place of its own.
    const place = found.isFile() ? await realpath(path) : path;
    files.set(place, { path, size: found.size });
  };
  const addFound = async (path: string) => {
    // Reading a pipe or a device that somebody put there would not end.
    if (!(await stat(path)).isFile()) throw new Error('it is not a file');
    await addNamed(path);
  };
  const addAll = async (directory: string) => {
    const found = await logsIn(directory, problems);
    if (found.length === 0) empty.push(directory);
    for (const file of found) await addFound(file).catch(noteIn(problems, file));
  };
  for (const path of paths) {
    if (path === stdinPath) files.set(path, { path, size: 0 });
    else if (await isDirectory(path)) await addAll(path);
    else await addNamed(path);
  }
  return { logs: byDirectory([...files.values()]), problems, empty };
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK);
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new HookError(`${printable(path)} cannot be read: ${messageOf(error)}.`, {
      hint: 'Name files or directories of event logs (HOOK_EVENT_LOG), or - for stdin.',
      cause: error,
    });
  }
}

/** Links to files are followed, links to directories are not: they may lead in a circle. */
async function logsIn(directory: string, problems: string[]): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(
    noteIn(problems, directory),
  );
  const found: string[][] = [];
  for (const entry of entries ?? []) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) found.push(await logsIn(path, problems));
    else if (logName.test(entry.name)) found.push([path]);
  }
  return found.flat();
}

/** Somebody else's files may vanish or be closed to us; that is told, and the others are read. */
function noteIn(problems: string[], path: string): (error: unknown) => undefined {
  return (error) => {
    problems.push(`${printable(path)} cannot be read: ${messageOf(error)}.`);
    return undefined;
  };
}

function byDirectory(files: readonly LogFile[]): Log[] {
  const logs = new Map<string, LogFile[]>();
  for (const file of files) {
    const directory = dirname(file.path);
    logs.set(directory, [...(logs.get(directory) ?? []), file]);
  }
  return [...logs.values()].map((log) => log.sort((one, other) => number(one) - number(other)));
}

/** Files with names of their own keep the order in which they were named, after the others. */
function number({ path }: LogFile): number {
  return Number(logName.exec(basename(path))?.[1] ?? Number.MAX_SAFE_INTEGER);
}
