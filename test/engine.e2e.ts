/** Lists, networks, images and events, over docker's client and over the socket of the daemon: the same answers. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { image, labels, mine, startWays, type DockerWays } from './support/docker-ways.ts';
import { waitFor } from './support/waiting.ts';

let ways: DockerWays;
beforeAll(async () => {
  ways = await startWays();
});
afterAll(async () => {
  await ways[Symbol.asyncDispose]();
});
afterEach(() => ways.clear());

test('finds things by all of their labels, with their names', async () => {
  const odd = 'a "b" ]\nc';
  const id = await ways.create('named', 'true', '--label', `test.odd=${odd}`);
  for (const [index, docker] of [ways.client, ways.engine].entries()) {
    await docker.createNetwork(`network-${String(index)}`, labels);
  }
  const sorted = async (
    docker: DockerWays['engine'],
    kind: 'network' | 'container',
    filter: string[],
  ) => (await docker.list(kind, filter)).sort((one, other) => (one.name < other.name ? -1 : 1));
  expect(await ways.both((docker) => sorted(docker, 'container', mine))).toEqual([
    { id, name: 'named' },
  ]);
  const networks = await ways.both((docker) => sorted(docker, 'network', mine));
  expect(networks.map(({ name }) => name)).toEqual(['network-0', 'network-1']);
  const other = [...mine, 'test.title=another'];
  expect(await ways.both((docker) => docker.list('container', other))).toEqual([]);
  const asked = ['test.title', 'test.odd', 'test.none'];
  expect(await ways.both((docker) => docker.listContainers(mine, asked))).toEqual([
    { id, name: 'named', values: ['a title', odd, ''] },
  ]);
});

test('networks are the same, whoever makes them', async () => {
  const format = '{{json .Labels}} {{.Driver}} {{.Internal}} {{.EnableIPv6}} {{json .Options}}';
  const made: string[] = [];
  for (const [name, docker] of Object.entries({ client: ways.client, engine: ways.engine })) {
    await docker.createNetwork(name, labels);
    made.push(await ways.environment.docker('network', 'inspect', '--format', format, name));
  }
  expect(made[0]).toBe(made[1]);
  const taken = await ways.both((docker) => docker.createNetwork('engine', {}));
  expect(taken).toMatchObject({ message: expect.stringContaining('network with name engine al') });
  await ways.engine.removeNetworks(['client', 'engine']);
  expect(await ways.client.list('network', mine)).toEqual([]);
});

test('looks at images', async () => {
  const found = await ways.both((docker) => docker.findImage(image));
  expect(found).toMatchObject({ Os: 'linux', Architecture: expect.any(String) });
  expect(await ways.both((docker) => docker.findImage('busybox:gone'))).toBeUndefined();
});

test('removes images by their labels', async () => {
  const build = async (name: string) => {
    const containerfile = `FROM ${image}\nLABEL made.for=${name}\n`;
    const { path: PATH, dockerHost: DOCKER_HOST } = ways.environment;
    const env = { PATH, DOCKER_HOST, HOME: '/', DOCKER_BUILDKIT: '0' };
    const argv = ['docker', 'build', '--quiet', '--label', 'test.of=engine', '--tag', name, '-'];
    const { exitCode, stderr } = await ways.environment.run(argv, { input: containerfile, env });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  };
  for (const [name, docker] of Object.entries({ client: ways.client, engine: ways.engine })) {
    await build(name);
    const listed = await ways.both((asked) => asked.list('image', mine));
    expect(listed.map((each) => each.name)).toEqual([`${name}:latest`]);
    await docker.removeImages(listed.map(({ id }) => id));
  }
  expect(await ways.client.list('image', mine)).toEqual([]);
});

test('tells of events, those since a moment of the daemon included, until nobody listens', async () => {
  const id = await ways.create('mortal', 'sleep 1');
  for (const docker of [ways.client, ways.engine]) {
    const stop = new AbortController();
    let rings = 0;
    await docker.start(id, image);
    const [state] = await docker.inspect([id]);
    await ways.environment.docker('wait', id);
    const filter = { containers: [id], events: ['die'], since: state?.State.StartedAt ?? '' };
    const watching = docker.watchEvents(filter, () => (rings += 1), stop.signal);
    await waitFor('the event is told', () => rings > 0);
    stop.abort();
    await expect(watching).rejects.toBe(stop.signal.reason);
    expect(rings).toBe(1);
  }
});

test('tells of each container that joins one network, those before somebody listens included', async () => {
  const early = await ways.create('early', 'sleep 1000');
  await ways.client.start(early, image);
  await ways.client.createNetwork('another', labels);
  const elsewhere = await ways.create('elsewhere', 'sleep 1000', '--network', 'another');
  await ways.client.start(elsewhere, image);
  for (const docker of [ways.client, ways.engine]) {
    const stop = new AbortController();
    const joined: string[] = [];
    const watching = docker.watchConnections('bridge', (id) => joined.push(id), stop.signal);
    await waitFor('the early one is told', () => joined.includes(early));
    const late = await ways.create(`late-${String(joined.length)}`, 'sleep 1000');
    expect(joined).not.toContain(late);
    await ways.client.start(late, image);
    await waitFor('the late one is told', () => joined.includes(late));
    expect(joined).not.toContain(elsewhere);
    stop.abort();
    await expect(watching).rejects.toBe(stop.signal.reason);
    expect(joined.filter((id) => !/^[0-9a-f]{64}$/.test(id))).toEqual([]);
  }
});
