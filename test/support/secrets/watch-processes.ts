/** Sees the processes of a pid namespace, also those that live for a few milliseconds. */
import { openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';

export interface SeenProcess {
  argv: string[];
  /** Of a process in a container of docker. */
  contained?: { container: string; environment: string } | undefined;
}

/** Milliseconds; a process of docker's client lives for 15 or more. */
const everyMs = 4;

/** Rounds after which a process is looked at once more: it may have become another program. */
const looks = [0, 1, 2, 4, 8, 16, 32, 64, 128];

/** Rounds after which all processes are looked at. */
const sweepEvery = 128;

/**
 * The kernel says which pid it gave last (proc(5), loadavg), so a round in which nothing was started costs
 * one small read.
 *
 * @param see is called once for each argv that a process has
 */
export function watchProcesses(see: (seen: SeenProcess) => void): void {
  const load = openSync('/proc/loadavg', 'r');
  const ownMounts = mountsOf('self');
  const young = new Map<number, { born: number; seen: string }>();
  let last = lastPid(load);
  let round = 0;

  const look = (pid: number, before: string): string => {
    const text = read(`/proc/${String(pid)}/cmdline`);
    if (!text || text === before) return before;
    const container = mountsOf(pid) === ownMounts ? undefined : containerOf(pid);
    const contained =
      container === undefined
        ? undefined
        : { container, environment: read(`/proc/${String(pid)}/environ`) };
    see({ argv: text.replace(/\0$/, '').split('\0'), contained });
    return text;
  };
  const begin = (pid: number) => {
    if (pid !== 1 && pid !== process.pid) young.set(pid, { born: round, seen: '' });
  };
  setInterval(() => {
    round += 1;
    const newest = lastPid(load);
    // Below the last one: the numbers have begun again.
    if (newest < last || round % sweepEvery === 0) allPids().forEach(begin);
    for (let pid = last + 1; pid <= newest; pid += 1) begin(pid);
    last = newest;
    for (const [pid, state] of young) {
      const age = round - state.born;
      if (looks.includes(age)) state.seen = look(pid, state.seen);
      if (age > (looks.at(-1) ?? 0)) young.delete(pid);
    }
  }, everyMs);
}

function lastPid(load: number): number {
  const buffer = Buffer.alloc(64);
  const length = readSync(load, buffer, 0, buffer.length, 0);
  return Number(buffer.toString('latin1', 0, length).trim().split(' ').at(-1));
}

function allPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function mountsOf(pid: number | 'self'): string | undefined {
  try {
    return readlinkSync(`/proc/${String(pid)}/ns/mnt`);
  } catch {
    return undefined;
  }
}

/** Docker names cgroups after containers. */
function containerOf(pid: number): string | undefined {
  return /[0-9a-f]{64}/.exec(read(`/proc/${String(pid)}/cgroup`))?.[0];
}

/** A process that has ended says nothing. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
