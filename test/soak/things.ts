/** What there is in an environment at one moment, to be compared with another one. */
import { readFileSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Environment } from '../support/environment.ts';
import { pidNamespace, processesIn } from '../support/processes.ts';
import type { Runner } from '../support/runner.ts';

/** Lists in order; what was not there at the begin of a watch stands in them as `new`. */
export interface Things {
  /** Those that have stopped, too. */
  containers: string[];
  networks: string[];
  volumes: string[];
  /** Those with a name; the others are docker's cache of builds. */
  images: string[];
  /** What lies in RUNNER_TEMP and among the responses of the runners. */
  files: string[];
  /** Command lines, of those in containers, too, that have started since. */
  processes: string[];
}

export interface Watch {
  now(): Promise<Things>;
  /** What is there as soon as it is what was expected, or a while later: docker takes one to end processes. */
  settled(expected: Things): Promise<Things>;
}

/** Milliseconds. */
const patience = 5000;

export async function watchThings(
  environment: Environment,
  runners: readonly Runner[],
): Promise<Watch> {
  const namespace = await pidNamespace(environment);
  const look = async (): Promise<Things> => {
    const ask = <T>(path: string) => askDaemon<T>(environment, path);
    const [containers, networks, { Volumes: volumes }, images, processes] = await Promise.all([
      ask<{ Id: string }[]>('/containers/json?all=1'),
      ask<{ Name: string }[]>('/networks'),
      ask<{ Volumes: { Name: string }[] | null }>('/volumes'),
      ask<{ RepoTags: string[] | null }[]>('/images/json'),
      processesIn(namespace),
    ]);
    return {
      containers: containers.map(({ Id }) => Id),
      networks: networks.map(({ Name }) => Name),
      volumes: (volumes ?? []).map(({ Name }) => Name),
      images: images
        .flatMap(({ RepoTags }) => RepoTags ?? [])
        .filter((name) => name !== '<none>:<none>'),
      files: runners.flatMap(filesOf),
      processes,
    };
  };
  const known = await look();
  const now = async (): Promise<Things> => {
    const { containers, networks, volumes, images, files, processes } = await look();
    const named = (found: string[], before: string[]) =>
      found.map((name) => (before.includes(name) ? name : 'new')).sort();
    return {
      containers: named(containers, known.containers),
      networks: named(networks, known.networks),
      volumes: named(volumes, known.volumes),
      images: images.sort(),
      files: files.sort(),
      processes: processes
        .filter((pid) => !known.processes.includes(pid))
        .flatMap(commandOf)
        .sort(),
    };
  };
  return {
    now,
    settled: async (expected) => {
      const end = performance.now() + patience;
      let things = await now();
      while (!isDeepStrictEqual(things, expected) && performance.now() < end) {
        await sleep(20);
        things = await now();
      }
      return things;
    },
  };
}

/** Without the scripts of steps, which the runner makes. */
function filesOf({ folders: { temp } }: Runner): string[] {
  const responses = '_runner_hook_responses';
  return [
    ...readdirSync(temp).filter((name) => !/^[\w-]{36}\.sh$/.test(name)),
    ...readdirSync(join(temp, responses)),
  ].map((name) => `${temp}: ${name}`);
}

/**
 * A zombie has none, and one that has just ended no file. runc is docker on its way to a process, and shims
 * carry the id of their container.
 */
function commandOf(pid: string): string[] {
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
    return line === '' || line.startsWith('runc ') ? [] : [line.replaceAll(/[0-9a-f]{64}/g, 'ID')];
  } catch {
    return [];
  }
}

function askDaemon<T>({ dockerHost }: Environment, path: string): Promise<T> {
  const socketPath = dockerHost.slice('unix://'.length);
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, agent: false }, (answer) => {
      text(answer).then((body) => {
        resolve(JSON.parse(body) as T);
      }, reject);
    });
    asked.on('error', reject).end();
  });
}
