/** Proofs from the containers: what was in them, who answered, what is left of them. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../support/environment.ts';
import type { Runner } from '../support/runner.ts';
import { count } from './style.ts';
import type { Facts, Proof } from './proofs.ts';

/** A name that docker gave a service on the job's network, and whether it answered the job. */
export interface ServiceName {
  /** Id of its container. */
  service: string;
  name: string;
  answers: boolean;
}

interface Inspected {
  Id: string;
  NetworkSettings: { Networks: Record<string, { Aliases: string[] | null }> };
}

/** Pings every name of every service from the job container; takes a job that runs. */
export async function reachServices(
  environment: Environment,
  { state }: Runner,
): Promise<ServiceName[]> {
  const { container, services } = state as { container: string; services: string[] };
  if (services.length === 0) return [];
  const inspected = JSON.parse(await environment.docker('inspect', ...services)) as Inspected[];
  const names = inspected.flatMap(({ Id, NetworkSettings }) =>
    Object.values(NetworkSettings.Networks)
      .flatMap(({ Aliases }) => Aliases ?? [])
      // Before version 25 docker lists the beginning of the container's id, too.
      .filter((name) => !Id.startsWith(name))
      .map((name) => ({ service: Id, name })),
  );
  return Promise.all(
    names.map(async (entry) => {
      const ping = environment.docker('exec', container, 'ping', '-c', '1', '-w', '5', entry.name);
      const answers = await ping.then(
        () => true,
        () => false,
      );
      return { ...entry, answers };
    }),
  );
}

export function proveReachable({ job, names }: Facts): Proof | undefined {
  const services = Object.values(job.services).length;
  if (services === 0) return undefined;
  const named = new Set(names.map(({ service }) => service)).size;
  const said = names.map(({ name, answers }) => `${name} ${answers ? 'answers' : 'is SILENT'}`);
  return {
    claim: 'Services are reachable by name from the job container',
    holds: named === services && names.every(({ answers }) => answers),
    evidence: said.join(', ') || 'no service has a name',
  };
}

/** Whatever the name: neither an AWS variable that the workflow did not set, nor the key itself. */
export function proveNoIdentity(facts: Facts): Proof | undefined {
  const { environment, job, played, started } = facts;
  if (started.length === 0) return undefined;
  const { accessKeyId, secretAccessKey } = environment.credentials;
  const given = new Set(
    [job.container, ...Object.values(job.services), ...job.steps].flatMap(({ env }) =>
      Object.keys(env ?? {}),
    ),
  );
  const isLeak = (entry: string) => {
    const name = entry.slice(0, entry.indexOf('='));
    const isForeign = name.startsWith('AWS_') && !given.has(name);
    return isForeign || entry.includes(accessKeyId) || entry.includes(secretAccessKey);
  };
  const leaks = started.flatMap(({ env }) => env.filter(isLeak)).length;
  const containers = started.filter(({ kind }) => kind === 'container').length;
  const prepared = played.steps.some(({ kind, call }) => kind === 'prepare' && call.exitCode === 0);
  const actions = played.steps.filter(
    ({ kind, dockerExitCode }) => kind === 'action' && dockerExitCode !== undefined,
  ).length;
  const expected = actions + (prepared ? 1 + Object.keys(job.services).length : 0);
  return {
    claim: 'No AWS variable of the runner reached a container',
    holds: containers >= expected && leaks === 0,
    evidence: `${count(containers, 'container')} and ${count(started.length - containers, 'command')} in them, as runc started them: ${leaks === 0 ? 'none has one' : `${String(leaks)} FOUND`}`,
  };
}

/** HOME and PATH are the runner's to change. */
export function proveValues({ job, played, started }: Facts): Proof | undefined {
  const [prepare] = played.steps;
  const prepared = prepare?.call.exitCode === 0;
  const owners = [
    ...(prepared ? [job.container, ...Object.values(job.services)] : []),
    ...played.steps.flatMap(({ step, dockerExitCode }) =>
      step && dockerExitCode !== undefined ? [step] : [],
    ),
  ];
  const variables = owners
    .flatMap(({ env }) => Object.entries(env ?? {}))
    .filter(([name]) => name !== 'HOME' && name !== 'PATH');
  if (variables.length === 0) return undefined;
  const arrived = new Set(started.flatMap(({ env }) => env));
  const lost = variables.filter(([name, value]) => !arrived.has(`${name}=${value}`));
  const broken = variables.filter(([, value]) => value.includes('\n')).length;
  return {
    claim: 'Every variable of the workflow arrived, byte for byte',
    holds: lost.length === 0,
    evidence: [
      `${String(variables.length)} compared with what runc got, ${String(broken)} of them with line breaks`,
      ...lost.map(([name]) => `DIFFERENT: ${name}`),
    ].join('; '),
  };
}

/** A step which the hook could not start at all has no other code than the hook's. */
export function proveExitCodes({ played }: Facts): Proof | undefined {
  const steps = played.steps.filter(
    ({ step, call, dockerExitCode }) => step && (dockerExitCode !== undefined || !call.exitCode),
  );
  if (steps.length === 0) return undefined;
  const wrong = steps.filter(({ call, dockerExitCode }) => call.exitCode !== dockerExitCode);
  const codes = steps.map(({ dockerExitCode }) => String(dockerExitCode)).join(', ');
  return {
    claim: 'Every step ended with the exit code of its command',
    holds: wrong.length === 0,
    evidence: [
      `docker says ${codes}`,
      wrong.length === 0
        ? 'the hook said the same'
        : `the hook said ${steps.map(({ call }) => String(call.exitCode)).join(', ')}`,
    ].join('; '),
  };
}

/** The daemon served nobody else, so whatever it has now is left of the job; pulled images may be. */
export async function proveNothingLeft({ environment, played }: Facts): Promise<Proof> {
  const { folders } = played.runner;
  const list = async (kind: string, ...args: readonly string[]) => {
    const found = await environment.docker(...args);
    return found
      .split('\n')
      .filter(Boolean)
      .map((name) => `${kind} ${name}`);
  };
  const left = [
    ...(await list('container', 'ps', '--all', '--format', '{{.Names}}')),
    ...(await list('network', 'network', 'ls', '--filter', 'type=custom', '--format', '{{.Name}}')),
    ...(await list('volume', 'volume', 'ls', '--quiet')),
    ...(await list('image', 'image', 'ls', '--quiet', '--filter', 'label=ecr-runner-hooks.runner')),
    // The rest there is the runner's own: its folders and the scripts of the steps.
    ...readdirSync(folders.temp)
      .filter((name) => !/^_|^[\da-f-]{36}\.sh$/.test(name))
      .map((name) => `file ${join(folders.temp, name)}`),
  ];
  return {
    claim: 'Nothing is left of the job',
    holds: left.length === 0,
    evidence: left.join(', ') || 'no container, network, volume, built image or private file',
  };
}
