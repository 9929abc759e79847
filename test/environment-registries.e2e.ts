/** The environment's other registries, its images, and requests that go wrong on purpose. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { askService } from './support/ask-service.ts';
import { dockerClient, keyVariables } from './support/docker-client.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { plant } from './support/secrets/planted.ts';

const ecrImage = '123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1';
const plainImages = ['ghcr.io/octo/app:1', 'registry.example.com/app:1', 'busybox:1'];

let environment: Environment;

beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([ecrImage, ...plainImages, 'docker.io/team/app:1']);
});
afterAll(async () => environment?.[Symbol.asyncDispose]());
afterEach(async () => {
  await environment.aws.setFaults();
  await environment.registry.setFaults();
  await environment.docker('image', 'prune', '--all', '--force');
});

describe.each([
  ['ghcr.io', 'ghcr.io/octo/app:1'],
  ['registry.example.com', 'registry.example.com/app:1'],
  ['docker.io', 'docker.io/team/app:1'],
])('%s', (host, image) => {
  afterEach(() => environment.registry.removeLogin(host));

  test('is open as long as it has no login', async () => {
    const client = await dockerClient(environment);
    expect(await client.run('pull', image)).toMatchObject({ exitCode: 0 });
  });

  test('wants the login that was set, and records who came', async () => {
    const password = `${plant('registry password')}:word`;
    await environment.registry.setLogin(host, 'octocat', password);
    await environment.registry.clearRequests();
    const client = await dockerClient(environment);
    expect(await client.run('pull', image)).toMatchObject({ exitCode: 1 });

    const login = ['login', '--username', 'octocat', '--password-stdin', host];
    const wrong = await client.runWithInput('wrong', ...login);
    expect(wrong).toMatchObject({ exitCode: 1, stdout: '' });
    expect(await client.runWithInput(password, ...login)).toMatchObject({ exitCode: 0 });
    expect(await client.run('pull', image)).toMatchObject({ exitCode: 0 });

    const requests = await environment.registry.requests();
    expect(requests.at(-1)).toMatchObject({ method: 'GET', status: 200, user: 'octocat' });
    expect(JSON.stringify(requests)).not.toContain(password);
  });
});

test('an image of Docker Hub needs no host', async () => {
  expect(await environment.docker('pull', '--quiet', 'busybox:1')).toContain('busybox:1');
});

describe('an image', () => {
  test('is what its description says', async () => {
    const { digest, id } = await environment.seedImage(['ghcr.io/octo/described:1'], {
      env: { GREETING: 'two words' },
      files: { '/usr/local/bin/greet': '#!/bin/sh\necho "$GREETING" from $(pwd) by $(id -u)\n' },
      entrypoint: ['greet'],
      user: '1001',
      workdir: '/srv',
      exposed: ['80/tcp'],
      healthcheck: { test: ['CMD-SHELL', 'true'], intervalMs: 500, retries: 2 },
    });
    const reference = `ghcr.io/octo/described@${digest}`;
    await environment.docker('pull', reference);
    expect(await environment.docker('run', '--rm', reference)).toBe('two words from /srv by 1001');
    const [inspected] = JSON.parse(await environment.docker('inspect', reference));
    expect(inspected).toMatchObject({
      Id: id,
      Config: {
        Healthcheck: { Interval: 500_000_000, Retries: 2 },
        ExposedPorts: { '80/tcp': {} },
      },
    });
  });

  test('can do without a shell and with the libraries of node', async () => {
    const image = 'ghcr.io/octo/distroless:1';
    await environment.seedImage([image], { busybox: false, librariesOf: [process.execPath] });
    const mount = ['--volume', `${process.execPath}:/node:ro`];
    const version = await environment.docker('run', '--rm', ...mount, image, '/node', '--version');
    expect(version).toBe(process.version);
    await expect(environment.docker('run', '--rm', image, 'sh')).rejects.toThrow(/not found/);
  });

  test('finds services by their names', async () => {
    const [network, image] = ['names', 'busybox:1'];
    await environment.docker('network', 'create', network);
    const service = ['--detach', '--network', network, '--network-alias', 'redis'];
    await environment.docker(
      'run',
      ...service,
      image,
      'nc',
      '-ll',
      '-p',
      '6379',
      '-e',
      'echo',
      'PONG',
    );
    const ask = (...command: string[]) =>
      environment.docker('run', '--rm', '--network', network, image, ...command);
    expect(await ask('sh', '-c', askService('redis'))).toBe('PONG');
    expect(await ask('ping', '-c1', 'redis')).toContain('1 packets received');
    await expect(ask('ping', '-c1', 'nobody')).rejects.toThrow(/bad address/);
    expect(await ask('nslookup', 'ghcr.io')).toContain('Address: 198.18.0.2');
  });
});

describe('faults of a registry', () => {
  test.each([
    [401, 'unknown: injected 401'],
    [403, 'unknown: injected 403'],
    [404, 'unknown: injected 404'],
    [429, 'toomanyrequests: injected 429'],
    [500, 'received unexpected HTTP status: 500 Internal Server Error'],
    [503, 'received unexpected HTTP status: 503 Service Unavailable'],
    ['reset', 'EOF'],
  ] as const)('%s', async (answer, message) => {
    await environment.registry.setFaults({ answer, on: 'registry.example.com' });
    const client = await dockerClient(environment);
    const { exitCode, stderr } = await client.run('pull', 'registry.example.com/app:1');
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining(message) });
  });

  test('can be over after some requests, and spare other hosts', async () => {
    await environment.registry.setFaults({ answer: 503, on: '^GET ghcr.io/v2/$', times: 1 });
    const client = await dockerClient(environment);
    expect(await client.run('pull', 'busybox:1')).toMatchObject({ exitCode: 0 });
    expect(await client.run('pull', 'ghcr.io/octo/app:1')).toMatchObject({ exitCode: 1 });
    expect(await client.run('pull', 'ghcr.io/octo/app:1')).toMatchObject({ exitCode: 0 });
  });

  test('can be a registry that never answers', async () => {
    await environment.registry.setFaults({ answer: 'hang', on: 'ghcr' });
    const client = await dockerClient(environment);
    const pull = client.run('pull', 'ghcr.io/octo/app:1');
    const late = new Promise((resolve) => setTimeout(resolve, 500, 'late'));
    expect(await Promise.race([pull, late])).toBe('late');
    await environment.docker('version');
    void pull.catch(() => undefined);
  });
});

describe('faults of AWS', () => {
  const get = async (env: Record<string, string> = {}) => {
    const client = await dockerClient(environment);
    const variables = { HOME: client.home, ...keyVariables(environment), ...env };
    await environment.aws.clearRequests();
    const options = { input: ecrImage, env: variables };
    return environment.run(['docker-credential-ecr-login', 'get'], options);
  };
  const statuses = async () => (await environment.aws.requests()).map(({ status }) => status);

  test.each([400, 403, 'html'] as const)('%s is final', async (answer) => {
    await environment.aws.setFaults({ answer, on: '^ecr ' });
    expect(await get()).toMatchObject({ exitCode: 1 });
    expect(await statuses()).toEqual([answer === 'html' ? 200 : answer]);
  });

  test.each([429, 500, 503] as const)('%s once is tried again', async (answer) => {
    await environment.aws.setFaults({ answer, times: 1 });
    expect(await get()).toMatchObject({ exitCode: 0 });
    expect(await statuses()).toEqual([answer, 200]);
  });

  test('a connection can break, an answer can be late', async () => {
    await environment.aws.setFaults({ answer: 'reset', times: 1 }, { delayMs: 300 });
    const start = Date.now();
    expect(await get()).toMatchObject({ exitCode: 0 });
    expect(Date.now() - start).toBeGreaterThan(300);
    expect(await statuses()).toEqual([0, 200]);
  });

  test('a token can be short-lived', async () => {
    await environment.aws.setTokenTtl(1);
    const client = await dockerClient(environment, keyVariables(environment));
    expect(await client.run('pull', ecrImage)).toMatchObject({ exitCode: 0 });
    await environment.aws.setTokenTtl(12 * 3600);
  });
});
