/** What is still there of an environment: processes and files, as the machine sees them. */
import { readdir, readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from './environment.ts';

/** The name of the pid namespace of an environment: `pid:[4026532000]`. */
export async function pidNamespace(environment: Environment): Promise<string> {
  const { stdout } = await environment.run(['readlink', '/proc/self/ns/pid']);
  return stdout.trim();
}

export async function processesIn(namespace: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const namespaces = await Promise.all(
    pids.map((pid) => readlink(`/proc/${pid}/ns/pid`).catch(() => undefined)),
  );
  return pids.filter((_, index) => namespaces[index] === namespace);
}

/** The directory and the cgroups of an environment that still exist. */
export async function tracesOf(directory: string): Promise<string[]> {
  const name = basename(directory);
  const controllers = await readdir('/sys/fs/cgroup');
  const folders = ['/tmp', '/sys/fs/cgroup', ...controllers.map((c) => `/sys/fs/cgroup/${c}`)];
  const found = await Promise.all(
    folders.map(async (folder) => {
      const names: string[] = await readdir(folder).catch(() => []);
      return names.includes(name) ? [join(folder, name)] : [];
    }),
  );
  return found.flat();
}

/** Asks until the list is empty or the time is up; resolves to what is left. */
export async function untilEmpty(
  list: () => Promise<string[]>,
  timeoutMs = 5000,
): Promise<string[]> {
  const deadline = Date.now() + timeoutMs;
  let left = await list();
  while (left.length > 0 && Date.now() < deadline) {
    await sleep(20);
    left = await list();
  }
  return left;
}
