/** Containers that docker was asked for, by its client or over the socket, against what was asked of the hook. */
import { expect } from '@jest/globals';
import type { EngineRequest } from '../../packages/hooks/src/docker/engine-request.ts';
import {
  checkContainer,
  checkVariables,
  expectedMount,
  readVolume,
  sorted,
} from './fuzz-placement.ts';
import type { ClientCall, Recorded } from './fuzz-recorder.ts';
import type { AskedContainer } from './fuzz-requests.ts';

/** A call of docker's client, or the body of a request. */
export type Made = { call: ClientCall } | { body: CreateBody };

interface CreateBody {
  Image: string;
  Env: string[];
  Labels: Record<string, string>;
  WorkingDir?: string;
  Entrypoint?: string[];
  Cmd?: string[];
  Volumes: Record<string, object>;
  HostConfig: {
    Binds: string[];
    PortBindings: Record<string, { HostIp: string; HostPort: string }[]>;
  };
}

export function madeIn(
  { calls, requests }: Pick<Recorded, 'calls' | 'requests'>,
  command: 'create' | 'run',
): Made[] {
  return [
    ...calls.filter(({ argv }) => argv[0] === command).map((call) => ({ call })),
    ...requests.filter(isCreate).map(({ body }) => ({ body: body as CreateBody })),
  ];
}

export function isJobs(made: Made): boolean {
  const label = 'ecr-runner-hooks.role';
  return 'call' in made
    ? made.call.argv.includes(`${label}=job`)
    : made.body.Labels[label] === 'job';
}

export function checkMade(made: Made, asked: AskedContainer, role: string): void {
  if ('call' in made) checkContainer(made.call, asked, role);
  else checkBody(made.body, asked, role);
}

function isCreate({ method, path }: EngineRequest): boolean {
  return method === 'POST' && path.startsWith('/containers/create?');
}

function checkBody(body: CreateBody, asked: AskedContainer, role: string): void {
  const given = <T extends string | readonly string[]>(value: T) =>
    value.length === 0 ? undefined : value;
  // Flags are for the client alone.
  expect(asked.options).toEqual([]);
  expect(body.Image).toBe(asked.image);
  expect(body.Cmd).toEqual(role === 'job' ? ['-f', '/dev/null'] : given(asked.args));
  expect(body.WorkingDir).toBe(given(asked.workdir));
  expect(body.Entrypoint?.join()).toBe(role === 'job' ? 'tail' : given(asked.entrypoint));
  for (const name of Object.keys(body.Labels)) expect(name).toMatch(/^ecr-runner-hooks\.[a-z]+$/);
  const { Binds, PortBindings } = body.HostConfig;
  const mounts = [...Binds, ...Object.keys(body.Volumes)].map(readVolume);
  expect(sorted(mounts)).toEqual(sorted(asked.mounts.map(expectedMount)));
  const bound = Object.entries(PortBindings).flatMap(([port, hosts]) =>
    hosts.map(({ HostIp, HostPort }) => [HostIp, HostPort, port]),
  );
  expect(sorted(bound)).toEqual(sorted(role === 'step' ? [] : asked.ports.map(expectedPort)));
  checkVariables(body.Env, asked.env);
}

function expectedPort(text: string): string[] {
  const [container = '', host = '', ip = ''] = text.split(':').reverse();
  return [ip, host, container.includes('/') ? container : `${container}/tcp`];
}
