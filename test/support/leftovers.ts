/**
 * Names of environments, and what a dead one may leave behind: its directory and its cgroups.
 *
 * A name tells who owns the environment: the process id of the test and the time it started (pids are
 * used again). So leftovers are told from living neighbours without any record that could be missing.
 */
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Not TMPDIR: paths of unix sockets are limited to 107 characters. */
export const environmentsFolder = '/tmp';

const environmentName = /^ecr-env-(?<pid>\d+)-(?<started>\d+)-[0-9a-f]+$/;
const cgroupRoot = '/sys/fs/cgroup';

export async function nameEnvironment(pid: number): Promise<string> {
  return `ecr-env-${pid}-${await startTime(pid)}-${randomBytes(3).toString('hex')}`;
}

/** Removes what dead environments left. Must see the machine's own /proc. */
export async function sweepLeftovers(): Promise<void> {
  const folders = [environmentsFolder, ...(await cgroupFolders())];
  const names = (await Promise.all(folders.map(namesIn))).flat();
  for (const name of new Set(names)) {
    if (await isDead(name)) await removeLeftovers(name);
  }
}

/** Removes the directory and the cgroups of an environment; what is still busy stays. */
export async function removeLeftovers(name: string): Promise<void> {
  await rm(join(environmentsFolder, name), { recursive: true, force: true }).catch(() => undefined);
  await removeCgroups(name);
}

/** Cgroups are removed from the innermost outwards, the files in them are not files. */
async function removeCgroups(name: string): Promise<void> {
  for (const folder of await cgroupFolders()) await removeCgroup(join(folder, name));
}

async function removeCgroup(path: string): Promise<void> {
  for (const child of await foldersIn(path)) await removeCgroup(join(path, child));
  await rmdir(path).catch(() => undefined);
}

/** One hierarchy in cgroup v2, one per controller in v1. */
async function cgroupFolders(): Promise<string[]> {
  const controllers = await foldersIn(cgroupRoot);
  return [cgroupRoot, ...controllers.map((name) => join(cgroupRoot, name))];
}

async function isDead(name: string): Promise<boolean> {
  const { pid, started } = environmentName.exec(name)?.groups ?? {};
  if (!pid || !started) return false;
  return (await startTime(Number(pid)).catch(() => undefined)) !== started;
}

/** Field 22 of /proc/PID/stat (proc(5)); the second field may contain spaces and parentheses. */
async function startTime(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[19] ?? '';
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => environmentName.test(name));
}

async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
