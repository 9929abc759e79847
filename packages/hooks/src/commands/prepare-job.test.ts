import { afterAll, expect, test } from '@jest/globals';
import { containerId, createBench, inspected, readRequest } from '../../test/support.ts';
import { outline } from '../../test/calls.ts';
import { allFeatures } from '../rollout/overrides.ts';

const bench = createBench();
afterAll(() => {
  bench[Symbol.dispose]();
});
const sample = readRequest('prepare_job');
const service = (changes: object) => ({ image: 'redis:7', ...changes });
const request = (args: object) => ({ command: 'prepare_job', args, state: null });

const secrets = ['ghp_secret', 'dckr_pat_x', 'hunter2', 'POSTGRES_PASSWORD=', 'development'];

test('goes one after another with its features off, and logs in to a temporary config per image', async () => {
  const off = { HOOK_FEATURE_PARALLEL_PULLS: 'off', HOOK_FEATURE_PULL_POLICY: 'off' };
  const { exitCode, calls } = await bench.play(sample, { env: off });
  expect(exitCode).toBe(0);
  expect(calls.map(outline).filter((call) => call !== 'network create')).toEqual([
    ...[1, 2, 3].map(() => expect.stringMatching(/^(container|network|image) ls$/)),
    'login ghcr.io',
    'pull ghcr.io/octo/build:1',
    'login --password-stdin',
    'pull postgres:16',
    'login registry.example.com:5000',
    'pull registry.example.com:5000/team/redis:7',
    ...Array.from({ length: 6 }, () => expect.stringMatching(/^(create .*|start)$/)),
    expect.stringMatching(/^(container inspect|cp)$/),
    expect.stringMatching(/^(container inspect|cp)$/),
  ]);
  const login = calls.find(({ argv }) => argv[0] === 'login');
  expect(login).toMatchObject({
    argv: ['login', '--username', 'octo-bot', '--password-stdin', '--', 'ghcr.io'],
    stdin: 'ghp_secret',
    config: { credHelpers: { 'ghcr.io': '' } },
  });
  expect(bench.leftovers()).toEqual([]);
});

test('starts services in the order of the request, having looked at the last one, then looks at all at once', async () => {
  const ids = ['a', 'b', 'c'].map((letter) => letter.repeat(64));
  const images = ['ghcr.io/octo/build:1', 'postgres:16', 'registry.example.com:5000/team/redis:7'];
  const created = images.map((image, index) => {
    return { when: ['docker', 'create'], has: image, stdout: `${String(ids[index])}\n` };
  });
  const stdout = JSON.stringify(ids.flatMap((id) => JSON.parse(inspected({ Id: id })) as object[]));
  const answers = [...created, { when: ['docker', 'container', 'inspect'], stdout }];
  const { calls } = await bench.play(sample, { answers });
  const starts = calls.filter(({ argv }) => argv[0] === 'start').map(({ argv }) => argv.at(-1));
  expect(starts).toHaveLength(ids.length);
  expect(starts.filter((id) => id !== ids[0])).toEqual(ids.slice(1));
  const inspects = calls.filter((call) => outline(call) === 'container inspect');
  expect(inspects.map(({ argv }) => argv.slice(3))).toEqual([[ids[2]], ids]);
});

test('keeps every secret and every value out of argv and out of the environment', async () => {
  const { calls, output } = await bench.play(sample);
  for (const { argv, env } of calls) {
    const visible = JSON.stringify([argv, env]);
    for (const secret of secrets) expect(visible).not.toContain(secret);
  }
  for (const secret of secrets) expect(output).not.toContain(secret);
});

test('hands every value over byte for byte, with nothing on stdin', async () => {
  const env = {
    QUOTES: `it's "x" \\ $HOME`,
    EMPTY: '',
    UNICODE: 'grüße 🎉',
    '--user': '0',
    NULL: null,
  };
  const { calls } = await bench.play(
    request({ container: { image: 'a', environmentVariables: env } }),
  );
  const create = calls.find(({ argv }) => argv[0] === 'create');
  expect(create?.envFile).toEqual([
    'GITHUB_ACTIONS=true',
    'CI=true',
    `QUOTES=it's "x" \\ $HOME`,
    'EMPTY=',
    'UNICODE=grüße 🎉',
    '--user=0',
  ]);
  expect(create?.stdinIs).toMatch(/ecr-runner-hooks-env-.* \(deleted\)$/);
});

test("lets the workflow's CI variable stand", async () => {
  const environmentVariables = { CI: 'false' };
  const { calls } = await bench.play(request({ container: { image: 'a', environmentVariables } }));
  const create = calls.find(({ argv }) => argv[0] === 'create');
  expect(create?.envFile).toEqual(['GITHUB_ACTIONS=true', 'CI=false']);
});

test('answers as the parser of the runner needs it', async () => {
  const { response } = await bench.play(sample);
  const network = expect.stringMatching(/^github_network_[0-9a-f]{32}$/);
  const started = { id: containerId, network, ports: {} };
  expect(response).toEqual({
    state: {
      version: 1,
      network,
      container: containerId,
      services: [containerId, containerId],
      imagePath: '/image/bin:/bin',
      clientPath: bench.env['PATH'],
      features: allFeatures({ variant: 'on', reason: 'default' }),
    },
    isAlpine: false,
    context: {
      container: { id: containerId, network, image: 'ghcr.io/octo/build:1' },
      services: [
        { ...started, image: 'postgres:16' },
        { ...started, image: 'registry.example.com:5000/team/redis:7' },
      ],
    },
  });
});

test('leaves container and isAlpine out of the answer for a job with services only', async () => {
  const { response, calls } = await bench.play(
    request({ container: null, services: [service({})] }),
  );
  expect(response).toMatchObject({ context: { services: [{ id: containerId, ports: {} }] } });
  expect(Object.keys(response as object)).toEqual(['state', 'context']);
  expect(Object.keys((response as { context: object }).context)).toEqual(['services']);
  expect(calls.map(outline)).not.toContain('cp');
});

test('answers a job without container and services, should the runner ask', async () => {
  const { exitCode, response } = await bench.play(request({ container: null, services: [] }));
  expect(exitCode).toBe(0);
  expect(response).toMatchObject({ context: { services: [] } });
});

test.each([
  ['x64', 'ID=alpine\n', true],
  ['x64', 'NAME="Wolfi"\nID="wolfi"\nID_LIKE="alpine"\n', true],
  ['x64', 'ID=debian\nHOME_URL="https://alpine.example"\n', false],
  ['arm64', 'ID=alpine\n', false],
])('on %s with %j isAlpine is %s', async (architecture, release, isAlpine) => {
  const answers = [{ when: ['docker', 'cp'], stdout: `etc/os-release\0\0${release}\0\0` }];
  const { response } = await bench.play(request({ container: { image: 'a' } }), {
    architecture,
    answers,
  });
  expect(response).toMatchObject({ isAlpine });
});

test('an image without os-release is not Alpine', async () => {
  const answers = [
    { when: ['docker', 'cp'], exitCode: 1, stderr: 'Error: No such container:path' },
  ];
  const { response } = await bench.play(request({ container: { image: 'a' } }), { answers });
  expect(response).toMatchObject({ isAlpine: false });
});

test('reports published ports by container port', async () => {
  const Ports = {
    '53/udp': [{ HostIp: '0.0.0.0', HostPort: '5301' }],
    '53/tcp': [
      { HostIp: '::', HostPort: '5302' },
      { HostIp: '0.0.0.0', HostPort: '5303' },
    ],
    '80/tcp': null,
  };
  const stdout = inspected({ NetworkSettings: { Ports } });
  const answers = [{ when: ['docker', 'container', 'inspect'], stdout }];
  const { response } = await bench.play(request({ services: [service({})] }), { answers });
  expect(response).toMatchObject({ context: { services: [{ ports: { '53': '5303' } }] } });
});

test('pulls an image that two containers share once', async () => {
  const services = [service({}), service({ createOptions: '--network-alias cache' })];
  const { calls } = await bench.play(request({ services }));
  expect(calls.map(outline).filter((text) => text.startsWith('pull'))).toEqual(['pull redis:7']);
});

test('pulls for the platform that the options ask for', async () => {
  const container = { image: 'a', createOptions: '--platform=linux/arm64' };
  const { calls } = await bench.play(request({ container }));
  const pull = calls.find(({ argv }) => argv[0] === 'pull');
  expect(pull?.argv).toEqual(['pull', '--platform', 'linux/arm64', '--', 'a']);
});

test('uses an existing network and leaves its making to others', async () => {
  const { calls, response } = await bench.play(request({ container: { image: 'a' } }), {
    env: { ACTIONS_RUNNER_NETWORK_DRIVER: 'ci' },
  });
  expect(calls.map(outline)).not.toContain('network create');
  expect(response).toMatchObject({ context: { container: { network: 'ci' } } });
});
