/** Containers that docker's client makes and that the daemon is asked for: the same ones. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { ContainerSpec } from '../packages/hooks/src/docker/args.ts';
import type { Docker } from '../packages/hooks/src/docker/docker.ts';
import { plainSpec } from '../packages/hooks/test/plain-spec.ts';
import { image, labels, mine, settled, startWays, type DockerWays } from './support/docker-ways.ts';

let ways: DockerWays;
beforeAll(async () => {
  ways = await startWays({ env: { FROM_IMAGE: 'yes' }, cmd: ['echo', 'of the image'] });
  await ways.client.createNetwork('net', {});
});
afterAll(async () => {
  await ways[Symbol.asyncDispose]();
});
afterEach(() => ways.clear());

const noAbort = () => Promise.resolve();
const specOf = (spec: Partial<ContainerSpec>): ContainerSpec => ({
  ...plainSpec,
  name: `c-${randomUUID()}`,
  labels,
  image,
  ...spec,
});

/** What docker knows of a container, but for what no two have in common. */
async function lookedAt(docker: Docker, spec: Partial<ContainerSpec>): Promise<unknown> {
  const id = await docker.create(specOf(spec), undefined);
  const [found] = JSON.parse(await ways.environment.docker('inspect', id)) as [Inspected];
  const { Config, HostConfig, Mounts, NetworkSettings, Path, Args } = found;
  const anonymous = Mounts.map(({ Name = '', Source, ...mount }) =>
    /^[0-9a-f]{64}$/.test(Name) ? mount : { Name, Source, ...mount },
  );
  const sorted = anonymous.sort((one, other) => (one.Destination < other.Destination ? -1 : 1));
  const { Networks } = NetworkSettings;
  const aliases = Object.entries(Networks).map(([name, { Aliases }]) => [
    name,
    Aliases?.filter((alias) => !id.startsWith(alias)),
  ]);
  HostConfig.Binds?.sort();
  // Of a terminal, which only a client has.
  delete HostConfig.ConsoleSize;
  const own = { ...Config, Hostname: '', Env: Config.Env?.sort() };
  return withoutEmpty({ Config: own, HostConfig, Mounts: sorted, aliases, Path, Args });
}

/** The client says `[]` or `{}` where it has nothing to say. */
function withoutEmpty(found: object): unknown {
  const isEmpty = (value: unknown) =>
    typeof value === 'object' && Object.keys(value ?? {}).length === 0;
  return JSON.parse(
    JSON.stringify(found, (_key, value: unknown) => (isEmpty(value) ? null : value)),
  );
}

interface Inspected {
  Config: { Hostname: string; Env?: string[] };
  HostConfig: { Binds?: string[]; ConsoleSize?: unknown };
  Mounts: { Name?: string; Source: string; Destination: string }[];
  NetworkSettings: { Networks: Record<string, { Aliases: string[] | null }> };
  Path: string;
  Args: string[];
}

test.each<[string, Partial<ContainerSpec>]>([
  ['nothing but an image', {}],
  ['an entrypoint', { entrypoint: 'tail', args: ['-f', '/dev/null'] }],
  ['an entrypoint alone', { entrypoint: 'true' }],
  ['a command', { args: ['sh', '-c', 'echo "a b"', ''] }],
  ['variables', { env: new Map(Object.entries({ A: 'x', MULTI: 'a\nb', EMPTY: '', 'a b': '1' })) }],
  ['a working directory', { workdir: '/some where' }],
  ['a network with names', { network: 'net', aliases: ['db', 'db-2'] }],
  ['a network without', { network: 'net' }],
  ["the host's network", { network: 'host' }],
  ['ports', { ports: ['80', '18091:81', '127.0.0.1:18092:82/tcp', '83/udp', ':84'] }],
  [
    'a health check',
    {
      options: [
        '--health-cmd',
        'test -e "/a b"',
        '--health-interval=1m30s',
        '--health-retries',
        '3',
      ],
    },
  ],
  ['a part of a health check', { options: ['--health-timeout', '500ms'] }],
  [
    'mounts',
    {
      mounts: [
        { source: '/tmp', target: '/host', mode: 'ro' },
        { source: '/tmp', target: '/white space', mode: '' },
        { source: 'cache', target: '/cache', mode: 'rw,z' },
        { source: undefined, target: '/anonymous', mode: '' },
      ],
    },
  ],
])('are the same with %s', async (_what, spec) => {
  const [one, other] = [await lookedAt(ways.client, spec), await lookedAt(ways.engine, spec)];
  expect(other).toEqual(one);
});

test("what only docker's client can read, it makes", async () => {
  const spec = { options: ['--user', '1000', '--init'], ports: ['18093-18094:80-81'] };
  const [one, other] = [await lookedAt(ways.client, spec), await lookedAt(ways.engine, spec)];
  expect(other).toEqual(one);
  expect(other).toMatchObject({ Config: { User: '1000' } });
});

test.each<[string, Partial<ContainerSpec>]>([
  ['an image that is not here', { image: 'nowhere:1' }],
  ['a mode that is none', { mounts: [{ source: '/tmp', target: '/x', mode: 'nonsense' }] }],
])('are refused for the same reason with %s', async (_what, spec) => {
  const refusals = [];
  for (const docker of [ways.client, ways.engine]) {
    refusals.push(await settled(docker.create(specOf(spec), undefined)));
  }
  const [one, other] = refusals as { message: string; reason: string; hint: string }[];
  expect(other).toMatchObject({ reason: one?.reason, hint: one?.hint });
  expect(other?.message).toContain(`docker create ${spec.image ?? image} failed: `);
});

test.each([0, 1, 137])(
  'a container that runs to its end is gone then, exit code %i',
  async (code) => {
    const spec = specOf({ args: ['sh', '-c', `exit ${String(code)}`] });
    for (const docker of [ways.client, ways.engine]) {
      expect(await docker.run(spec, undefined, noAbort)).toBe(code);
      expect(await docker.list('container', mine)).toEqual([]);
    }
  },
);

test('one that does not start is an error that says why, and is gone', async () => {
  const run = ways.engine.run(specOf({ entrypoint: '/no/such/program' }), undefined, noAbort);
  await expect(run).rejects.toMatchObject({
    message: expect.stringMatching(/^docker run busybox:1 failed: .*no such file or directory/s),
    hint: expect.stringContaining('Check `options`'),
  });
  expect(await ways.engine.list('container', mine)).toEqual([]);
});
