import {
  closeSync,
  constants,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { codeOf } from '../errors.ts';

/** Who holds a lock, as it stands in its file. */
interface Holder {
  pid: number;
  /** The namespace in which the pid means something: containers may share a cache. */
  namespace: string;
  /** Start of the process in clock ticks since boot: a pid may be given to another process. */
  started: string;
}

/**
 * Takes a lock without waiting: the file exists exactly as long as somebody holds it. A lock whose
 * holder is gone, or older than `staleMs`, is taken over. Two processes that take over the same one
 * in the same instant may both hold it; for a token that means one call to AWS too many.
 *
 * @returns what gives it back; undefined while another process holds it
 * @throws Error of the file system
 */
export function tryLock(path: string, staleMs: number): (() => void) | undefined {
  const mine = JSON.stringify(ownHolder());
  if (isAbandoned(path, staleMs)) discard(path);
  try {
    writeFileSync(path, mine, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return undefined;
    throw error;
  }
  return () => {
    // After a take-over it is somebody else's.
    if (contentOf(path) === mine) rmSync(path, { force: true });
  };
}

function isAbandoned(path: string, staleMs: number): boolean {
  const modified = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (modified === undefined) return false;
  const age = Date.now() - modified;
  if (age > staleMs || age < -staleMs) return true;
  const holder = parseHolder(contentOf(path));
  return holder !== undefined && holder.namespace === pidNamespace() && !isAlive(holder);
}

/** By rename, so that only one process removes it. */
function discard(path: string): void {
  const aside = `${path}.${process.pid}.tmp`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  rmSync(aside, { force: true, recursive: true });
}

function ownHolder(): Holder {
  return { pid: process.pid, namespace: pidNamespace(), started: startOf(process.pid) ?? '' };
}

function isAlive({ pid, started }: Holder): boolean {
  const start = startOf(pid);
  return start !== undefined && (start === started || started === '');
}

/** undefined while the holder is still writing its name: the age of the file decides then. */
function parseHolder(content: string): Holder | undefined {
  try {
    const { pid, namespace, started } = JSON.parse(content) as Partial<Holder>;
    const complete = typeof pid === 'number' && typeof namespace === 'string';
    return complete ? { pid, namespace, started: String(started) } : undefined;
  } catch {
    return undefined;
  }
}

/** proc(5): the fields after the name of the program, which is in brackets and may hold anything. */
function startOf(pid: number): string | undefined {
  const stat = contentOf(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** Of what is no file it does not wait for anything. */
function contentOf(path: string): string {
  let file;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
