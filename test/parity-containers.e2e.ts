import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askService } from './support/ask-service.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, pongServer } from './support/fixtures.ts';
import { createRunner, type Runner, type WorkflowJob } from './support/runner.ts';

const image = `${ecr}/app:1`;
const server = `${ecr}/server:1`;

let environment: Environment;
let identity: Record<string, string>;
beforeAll(async () => {
  environment = await startEnvironment();
  identity = { ...awsIdentity(environment), HOOK_DOCKER_CONFIG: dockerConfig(environment, {}) };
  await environment.seedImage([image]);
  await environment.seedImage([server], { cmd: pongServer });
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

async function startJob(job: WorkflowJob, env: Record<string, string> = {}): Promise<Runner> {
  const runner = createRunner(environment, { env: { ...identity, ...env } });
  expect(await runner.prepareJob(job)).toMatchObject({ exitCode: 0, stderr: '' });
  return runner;
}

const inspect = (id: unknown, field: string) =>
  environment.docker('inspect', '--format', `{{${field}}}`, String(id));

/** What a program on the host gets from a port. */
async function ask(port: string): Promise<string> {
  const env = { PATH: environment.path };
  const { stdout } = await environment.run(['busybox', 'sh', '-c', askService('127.0.0.1', port)], {
    env,
  });
  return stdout;
}

test('job.services.<name>.ports has the host port of each port', async () => {
  const random = expect.stringMatching(/^\d{4,5}$/);
  const given: Record<string, [ports: string[], options: string, expected: object]> = {
    none: [[], '', {}],
    tcpFirst: [['18053:53/tcp', '18054:53/udp', '18055:54/udp'], '', { 53: '18053', 54: '18055' }],
    udpFirst: [['18056:53/udp', '18057:53'], '', { 53: '18057' }],
    families: [[], '-p [::1]:18060:6379 -p 127.0.0.1:18061:6379', { 6379: '18061' }],
    ranges: [
      ['18080-18081:18080-18081', '8080-8081', '127.0.0.1:18063:80'],
      '-p [::1]:18064:81',
      { 18080: '18080', 18081: '18081', 8080: random, 8081: random, 80: '18063', 81: '18064' },
    ],
  };
  const services = Object.fromEntries(
    Object.entries(given).map(([name, [ports, options]]) => [
      name,
      { image: server, ports, options: `--network-alias ${name} ${options}` },
    ]),
  );
  const runner = await startJob({ services });
  const ports = Object.entries(runner.job.services).map(([name, service]) => [name, service.ports]);
  expect(Object.fromEntries(ports)).toEqual(
    Object.fromEntries(Object.entries(given).map(([name, [, , expected]]) => [name, expected])),
  );
  expect(await ask('18061')).toBe('PONG\n');
  await runner.cleanupJob();
});

describe('in one job', () => {
  const own = (alias: string, rest: object = {}) => ({
    image,
    options: `--network-alias ${alias}`,
    volumes: ['shared:/data'],
    ...rest,
  });
  const waitForFile = 'while ! test -s /data/file; do sleep 0.1; done';
  let runner: Runner;
  beforeAll(async () => {
    runner = await startJob({
      container: { image, options: '--workdir /opt' },
      services: {
        said: own('said', {
          entrypoint: '/bin/nc',
          command: `-ll -p 6379 -e /bin/echo "two words" it's`,
          options: '--network-alias said --network-alias=again',
        }),
        writer: own('writer', { command: 'sh -c "echo content > /data/file; sleep 600"' }),
        reader: own('reader', {
          command: `sh -c "${waitForFile}; nc -ll -p 80 -e cat /data/file"`,
        }),
        host: { image, command: 'nc -ll -p 18070 -e echo PONG', options: '--network host' },
      },
    });
  });

  test("a user's --workdir is the container's, a step starts where it says", async () => {
    expect(await inspect(runner.job.container?.id, '.Config.WorkingDir')).toBe('/opt');
    expect((await runner.runScript('pwd')).lines).toEqual(['/__w/hello/hello']);
    expect((await runner.runScript('pwd', { workingDirectory: '/tmp' })).lines).toEqual(['/tmp']);
  });

  test('a service runs its entrypoint and command, under each alias of the user', async () => {
    const step = await runner.runScript(`${askService('said')}; ${askService('again')}`);
    expect(step.lines).toEqual(["two words it's", "two words it's"]);
  });

  test('a service on the network of the host has no ports and no alias', async () => {
    const { id, ports } = runner.job.services['host'] ?? {};
    expect(ports).toEqual({});
    expect(await inspect(id, '.HostConfig.NetworkMode')).toBe('host');
    expect(await ask('18070')).toBe('PONG\n');
  });

  test("the runner's own programs cannot be changed", async () => {
    const script = 'test -x /__e/node20/bin/node && ! touch /__e/x && ! rm /__e/node20/bin/node';
    expect(await runner.runScript(script)).toMatchObject({ exitCode: 0 });
  });

  test('two services share a named volume, which stays', async () => {
    const script = 'while ! nc reader 80; do sleep 0.1; done';
    expect((await runner.runScript(script)).lines).toEqual(['content']);
    await runner.cleanupJob();
    expect(await environment.docker('volume', 'ls', '--quiet')).toBe('shared');
  });
});

test('mounts folders with commas, colons and quotes in their paths', async () => {
  // A colon can only come from the runner's own folder: a workflow's volume would be cut there.
  const directory = join(environment.directory, 'odd:folder, "x"');
  const runner = createRunner({ ...environment, directory }, { env: identity });
  const source = join(environment.directory, 'a,b="c"');
  mkdirSync(source);
  writeFileSync(join(source, 'file'), 'content\n');
  const call = await runner.prepareJob({
    container: { image, volumes: [`${source}:/one,two:ro`] },
  });
  expect(call).toMatchObject({ exitCode: 0, stderr: '' });
  const step = await runner.runScript('cat /one,two/file; touch /one,two/x || echo "read-only"');
  expect(step.lines).toEqual(['content', 'read-only']);
  const action = await runner.runContainerAction({
    image,
    entrypoint: '/bin/sh',
    args: ['-c', 'echo action > /github/workspace/made; echo A=1 >> "$GITHUB_OUTPUT"'],
  });
  expect(action).toMatchObject({ exitCode: 0, outputs: { A: '1' } });
  expect((await runner.runScript('cat made')).lines).toEqual(['action']);
  await runner.cleanupJob();
});

test('a network of the administrator is used by everything and stays', async () => {
  const networks = () =>
    environment.docker('network', 'ls', '--filter', 'type=custom', '--format', '{{.Name}}');
  await environment.docker('network', 'create', 'existing');
  const runner = await startJob(
    {
      container: { image },
      services: { service: { image: server, options: '--network-alias cache' } },
    },
    { ACTIONS_RUNNER_NETWORK_DRIVER: 'existing' },
  );
  expect(await networks()).toBe('existing');
  expect(runner.job.container?.network).toBe('existing');
  expect(runner.job.services['service']?.network).toBe('existing');
  expect((await runner.runScript(askService('cache'))).lines).toEqual(['PONG']);
  const action = { image, entrypoint: '/bin/nc', args: ['cache', '6379'] };
  expect((await runner.runContainerAction(action)).lines.at(-1)).toBe('PONG');
  await runner.cleanupJob();
  expect(await environment.docker('ps', '--all', '--quiet')).toBe('');
  expect(await networks()).toBe('existing');
});
