/** Containers, their logs and files, over docker's client and over the socket of the daemon: the same answers. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { image, mine, settled, startWays, type DockerWays } from './support/docker-ways.ts';

let ways: DockerWays;
beforeAll(async () => {
  ways = await startWays({
    files: { '/usr/lib/release': 'ID=real\n' },
    links: { '/etc/release': '../usr/lib/release', '/etc/dangling': '/nowhere' },
  });
});
afterAll(async () => {
  await ways[Symbol.asyncDispose]();
});
afterEach(() => ways.clear());

async function ended(
  start: DockerWays['engine']['start'],
  ...container: Parameters<DockerWays['create']>
) {
  const id = await ways.create(...container);
  await start(id, image);
  await ways.environment.docker('wait', id);
  return id;
}

test('says of containers what docker inspect says, and undefined of those that are gone', async () => {
  const health = ['--health-cmd', 'exit 0', '--health-interval', '7s'];
  const [one, two] = [
    await ways.create('one', 'exit 3', ...health),
    await ways.create('two', 'sleep 100', '--publish', '127.0.0.1::80'),
  ];
  for (const id of [one, two]) await ways.engine.start(id, image);
  await ways.environment.docker('wait', one);
  const states = await ways.both((docker) => docker.inspect([one, 'gone', two]));
  expect(states.map((state) => [state?.Id, state?.State.Running, state?.State.ExitCode])).toEqual([
    [one, false, 3],
    [undefined, undefined, undefined],
    [two, true, 0],
  ]);
  expect(states[0]?.Config.Healthcheck?.Interval).toBe(7e9);
  expect([...(states[2]?.NetworkSettings.Ports?.keys() ?? [])]).toEqual(['80/tcp']);
});

test('says in the same words why a container does not start', async () => {
  const id = await ways.create('broken', 'true', '--entrypoint', '/no/such/program');
  const failed = await ways.both((docker) => docker.start(id, image));
  expect(failed).toMatchObject({
    message: expect.stringContaining(`docker start of ${image} failed: `),
    hint: expect.stringContaining('Check `options`'),
  });
  expect(await ways.both((docker) => docker.start('gone', image))).toMatchObject({
    reason: 'not-found',
  });
});

test('removes containers with their anonymous volumes, also such that run', async () => {
  for (const [name, docker] of Object.entries({ client: ways.client, engine: ways.engine })) {
    const ids = [
      await ways.create(`${name}-1`, 'sleep 100', '--volume', '/data'),
      await ways.create(`${name}-2`, 'true'),
    ];
    await docker.start(ids[0] ?? '', image);
    await docker.removeContainers(ids);
  }
  expect(await ways.client.list('container', mine)).toEqual([]);
  expect(await ways.environment.docker('volume', 'ls', '--quiet')).toBe('');
});

test('one that cannot be removed does not keep the others', async () => {
  const id = await ways.create('kept', 'true');
  await expect(ways.engine.removeContainers(['gone', id])).rejects.toMatchObject({
    message: expect.stringMatching(/^docker container rm failed: No such container: gone/),
    reason: 'not-found',
  });
  expect(await ways.client.list('container', mine)).toEqual([]);
});

test.each([
  ['without a terminal', '', []],
  ['to stderr', 'exec >&2; ', []],
  ['with a terminal', '', ['--tty']],
])('the end of what a container wrote, %s', async (_what, to, options) => {
  const script = `${to}i=0; while [ $i -lt 1000 ]; do i=$((i+1)); echo "line $i ü"; done`;
  const id = await ended(ways.engine.start, 'talker', script, ...options);
  const whole = await ways.both((docker) => docker.logs(id, 1_000_000));
  expect(whole).toContain('line 1 ü');
  const end = await ways.both((docker) => docker.logs(id, 100));
  expect(end).toMatch(/^… \d+ bytes before this are left out\n/);
  expect(end).toContain('line 999 ü');
});

test('reads files, and behind links', async () => {
  const id = await ways.create('files', 'true');
  for (const path of ['/usr/lib/release', '/etc/release']) {
    expect(await ways.both((docker) => docker.readFile(id, path))).toContain('ID=real\n');
  }
  expect(await ways.both((docker) => docker.hasFile(id, '/etc/release'))).toBe(true);
  expect(await ways.both((docker) => docker.hasFile('gone', '/etc/release'))).toBe(false);
  for (const path of ['/etc/dangling', '/no/such file']) {
    const refusal = await settled(ways.engine.readFile(id, path));
    expect(refusal).toMatchObject({ message: expect.stringMatching(/could not find the file/i) });
    expect(await ways.both((docker) => docker.hasFile(id, '/no/such file'))).toBe(false);
  }
});

test('reads no more of a file than anybody wants', async () => {
  const script = 'dd if=/dev/zero of=/large bs=1M count=8 2>/dev/null';
  const id = await ended(ways.engine.start, 'large', script);
  expect((await ways.engine.readFile(id, '/large')).length).toBeLessThanOrEqual(1024 * 1024);
});
