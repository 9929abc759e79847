import { cpus, totalmem } from 'node:os';
import type { Environment } from '../support/environment.ts';
import { bundledNode } from '../support/nodes.ts';
import type { Machine } from './results.ts';

export async function describeMachine(environment: Environment): Promise<Machine> {
  const version = (field: string) =>
    environment.docker('version', '--format', `{{.${field}.Version}}`);
  const { stdout: node } = await environment.run([bundledNode('node20'), '--version']);
  return {
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    node: node.trim().slice(1),
    docker: await version('Client'),
    dockerd: await version('Server'),
    storage: await environment.docker('info', '--format', '{{.Driver}}'),
  };
}

export function machineText(machine: Machine): string {
  const { cores, memoryGiB, node, docker, dockerd, storage } = machine;
  return (
    `${String(cores)} processors, ${String(memoryGiB)} GiB of memory, Linux; node ${node}, docker client ` +
    `${docker}, docker daemon ${dockerd} (${storage}, its data in memory), registry on the same machine`
  );
}
