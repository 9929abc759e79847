import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, pongServer } from './support/fixtures.ts';
import { createRunner, type Runner } from './support/runner.ts';
import { waitFor } from './support/waiting.ts';

const image = `${ecr}/app:1`;
const server = `${ecr}/team/redis:7`;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
  await environment.seedImage([server], { cmd: pongServer });
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

function newRunner(name: string): Runner {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  return createRunner(environment, {
    name,
    env: { ...awsIdentity(environment), HOOK_DOCKER_CONFIG },
  });
}

const count = async (...filter: string[]) =>
  (await environment.docker('ps', '--all', '--quiet', ...filter)).split('\n').filter(Boolean)
    .length;

test('sweeps what a killed job left, and only what is its own', async () => {
  const [mine, other] = [newRunner('same-name'), newRunner('same-name')];
  await other.prepareJob({ container: { image } });
  await mine.prepareJob({ container: { image }, services: { cache: { image: server } } });
  mkdirSync(join(mine.folders.temp, 'ecr-runner-hooks-stale'));
  expect(await count()).toBe(3);
  // The runner was killed: no cleanup_job. Its next job starts.
  expect(await mine.prepareJob({ container: { image } })).toMatchObject({ exitCode: 0 });
  expect(await count()).toBe(2);
  expect(await other.runScript('echo mine')).toMatchObject({ exitCode: 0, stdout: 'mine\n' });
  await mine.cleanupJob();
  expect(await count()).toBe(1);
  await other.cleanupJob();
  expect(await count()).toBe(0);
});

test('a stray word in options, which is the image to docker, makes no container that nobody finds', async () => {
  const call = await newRunner('stray').prepareJob({
    container: { image, options: `${image} sleep` },
  });
  expect(call.exitCode).toBe(1);
  expect(await count()).toBe(0);
});

test('a hook killed half-way leaves only what the next prepare finds', async () => {
  const runner = newRunner(`${'x'.repeat(300)} ü"'`);
  const running = runner.startPrepare({
    container: { image },
    services: { never: { image: server, options: '--health-cmd false --health-interval 60s' } },
  });
  await waitFor('both run', async () => (await count('--filter', 'status=running')) === 2);
  running.signal('SIGKILL');
  expect(await running.finished).toMatchObject({ exitCode: 137 });
  expect(await runner.cleanupJob()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await count()).toBe(0);
  expect(
    await environment.docker(
      'network',
      'ls',
      '--quiet',
      '--filter',
      'label=ecr-runner-hooks.runner',
    ),
  ).toBe('');
});
