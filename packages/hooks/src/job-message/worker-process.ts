import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HookError } from '../errors.ts';
import type { Budget } from './budget.ts';

/** `Worker_{yyyyMMdd-HHmmss}-utc.log` (actions/runner, `HostTraceListener.cs`); sorts by time. */
export const logName = /^Worker_\d{8}-\d{6}-utc\.log$/;

/** Between the hook and the Worker there may be a wrapper script, hardly more. */
const mostParents = 5;

/** The log that a Worker writes to at this moment. */
export interface OpenLog {
  /** Opens the very file, whatever its name leads to by now. */
  descriptor: string;
  folder: string;
  name: string;
}

/**
 * The runner's Worker among the parents of the hook. On one machine many run at once; only this one
 * runs our job.
 * @throws HookError when no parent is one, and system errors where `/proc` cannot be read
 */
export function findWorker(proc: string, parentPid: number): number {
  let pid = parentPid;
  for (let parents = 0; parents < mostParents && pid > 0; parents += 1) {
    const folder = join(proc, String(pid));
    // The kernel cuts names at 15 characters; this one has 13.
    if (readFileSync(join(folder, 'comm'), 'utf8').trimEnd() === 'Runner.Worker') return pid;
    pid = parentOf(readFileSync(join(folder, 'stat'), 'utf8'));
  }
  throw new HookError('no Runner.Worker is among the parents of the hook');
}

/**
 * Finds the log by the Worker's open files: the folder holds those of other jobs, too.
 * @throws HookError when none is open, and system errors where the Worker's files are hidden
 */
export function findOpenLog(proc: string, pid: number, budget: Budget): OpenLog {
  const descriptors = join(proc, String(pid), 'fd');
  const logs = readdirSync(descriptors).flatMap((number): OpenLog[] => {
    budget.checkTime();
    // There are hundreds: see `findProgram` for why no function of node:path takes them apart.
    const descriptor = `${descriptors}/${number}`;
    const target = linkOf(descriptor);
    const name = target.slice(target.lastIndexOf('/') + 1);
    return logName.test(name) ? [{ descriptor, folder: dirname(target), name }] : [];
  });
  const [log] = logs.sort((one, other) => (one.name < other.name ? 1 : -1));
  if (!log) throw new HookError('the Worker has no log open');
  return log;
}

/** `pid (name) state ppid …`; the name may hold parentheses itself (proc_pid_stat(5)). */
function parentOf(stat: string): number {
  const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(parent);
}

/** Files come and go while the list is read. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
