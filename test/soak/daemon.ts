import { readFileSync, readdirSync } from 'node:fs';
import type { Environment } from '../support/environment.ts';
import { pidNamespace, processesIn } from '../support/processes.ts';

export interface DaemonUse {
  mebibytes: number;
  descriptors: number;
}

/** What dockerd holds at this moment. */
export async function daemonUse(environment: Environment): Promise<DaemonUse> {
  const pids = await processesIn(await pidNamespace(environment));
  const pid = pids.find((each) => readFileSync(`/proc/${each}/comm`, 'utf8').trim() === 'dockerd');
  if (pid === undefined) throw new Error('no dockerd runs');
  const [, kibibytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return {
    mebibytes: Math.round(Number(kibibytes) / 1024),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
}
