import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, runnerUser, stepWays } from './support/fixtures.ts';
import { createRunner, type Runner } from './support/runner.ts';
import { waitFor } from './support/waiting.ts';

const image = `${ecr}/app:1`;
const distroless = `${ecr}/distroless:1`;

/** Milliseconds; the runner kills the hook after 10 s. */
const limit = 5000;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
  await environment.seedImage([distroless], {
    busybox: false,
    programs: ['/usr/bin/tail', '/usr/bin/sleep'],
    // The node that the runner mounts needs them; it is what ends the step here.
    librariesOf: [process.execPath],
  });
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

function newRunner(feature: Record<string, string> = {}): Runner {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  const env = { ...awsIdentity(environment), HOOK_DOCKER_CONFIG, ...feature };
  return createRunner(environment, { user: runnerUser, env, name: `runner-${Math.random()}` });
}

const label = ['--filter', 'label=ecr-runner-hooks.runner'];
const containers = () => environment.docker('ps', '--all', '--quiet', ...label);

async function cancelWhen(
  running: ReturnType<Runner['startScript']>,
  ready: () => boolean | Promise<boolean>,
) {
  await waitFor('it runs', ready);
  const started = performance.now();
  const call = await running.cancel();
  return { call, took: performance.now() - started };
}

describe.each(stepWays)('a script step $way', ({ feature }) => {
  let runner: Runner;
  beforeAll(async () => {
    runner = newRunner(feature);
    expect(await runner.prepareJob({ container: { image } })).toMatchObject({ exitCode: 0 });
  });
  afterAll(() => runner.cleanupJob().then(() => undefined));

  const processes = async () => {
    const id = String(runner.state?.['container']);
    return environment.docker('top', id, '-eo', 'pid,args');
  };

  test.each([
    ['that ends when asked', 'sleep 1001'],
    ['that ignores signals', "trap '' TERM INT; sleep 1002; sleep 1003"],
    ['with children', 'sh -c "sleep 1004; echo" & sleep 1005; wait'],
  ])('%s is gone from the container', async (_what, script) => {
    const marker = join(runner.folders.temp, 'started');
    const running = runner.startScript(`touch /__w/_temp/started\n${script}`);
    const { call, took } = await cancelWhen(running, () => existsSync(marker));
    expect(call.exitCode).toBe(130);
    expect(took).toBeLessThan(limit);
    expect(await processes()).not.toContain('sleep 100');
    await runner.runScript('rm /__w/_temp/started');
  });

  test('next to another that goes on', async () => {
    const marker = join(runner.folders.temp, 'started');
    const other = runner.startScript('sleep 3; echo survived');
    const running = runner.startScript('touch /__w/_temp/started; sleep 1006');
    const { call } = await cancelWhen(running, () => existsSync(marker));
    expect(call.exitCode).toBe(130);
    expect(await other.finished).toMatchObject({ exitCode: 0, stdout: 'survived\n' });
  });
});

test.each(stepWays)('a step $way in an image without a shell is gone, too', async ({ feature }) => {
  const runner = newRunner(feature);
  const prepared = await runner.prepareJob({ container: { image: distroless } });
  expect(prepared).toMatchObject({
    exitCode: 0,
  });
  const id = String(runner.state?.['container']);
  const top = () => environment.docker('top', id, '-eo', 'pid,args');
  const running = runner.startScript('1007', { entryPoint: '/usr/bin/sleep' });
  const { call, took } = await cancelWhen(running, async () =>
    (await top()).includes('sleep 1007'),
  );
  expect(call.exitCode).toBe(130);
  expect(took).toBeLessThan(limit);
  expect(await top()).not.toContain('sleep 1007');
  await runner.cleanupJob();
});

test.each([
  ['that ends when asked', 'sleep 1008'],
  ['that ignores signals', "trap '' TERM INT; sleep 1009; sleep 1009"],
])('a step container %s is gone', async (_what, script) => {
  const runner = newRunner();
  const running = runner.startContainerAction({
    image,
    entrypoint: '/bin/sh',
    args: ['-c', script],
  });
  const { call, took } = await cancelWhen(running, async () => (await containers()) !== '');
  expect(call.exitCode).toBe(130);
  expect(took).toBeLessThan(limit);
  expect(await containers()).toBe('');
});

test('a build stops', async () => {
  const runner = newRunner();
  const action = join(runner.folders.work, '_actions/slow');
  mkdirSync(action);
  writeFileSync(join(action, 'Dockerfile'), `FROM ${image}\nRUN sleep 1010\n`);
  const running = runner.startContainerAction({ dockerfile: join(action, 'Dockerfile') });
  const building = async () => (await environment.docker('ps', '--quiet')) !== '';
  const { call, took } = await cancelWhen(running, building);
  expect(call.exitCode).toBe(130);
  expect(took).toBeLessThan(limit);
  await waitFor('the build container is gone', async () => !(await building()));
});

test.each([
  [
    'during a pull',
    'hang' as const,
    async () =>
      (await environment.registry.requests()).some(({ path }) => path.includes('/manifests/')),
  ],
  ['while a service becomes healthy', undefined, async () => (await containers()) !== ''],
])('a prepare %s leaves nothing behind', async (_what, answer, ready) => {
  await environment.registry.clearRequests();
  if (answer) await environment.registry.setFaults({ answer, on: '/manifests/' });
  const runner = newRunner();
  const running = runner.startPrepare({
    container: { image },
    services: { never: { image, options: '--health-cmd false --health-interval 60s -t' } },
  });
  const { call, took } = await cancelWhen(running, ready);
  await environment.registry.setFaults();
  expect(call.exitCode).toBe(130);
  expect(call.commands.filter(({ name }) => name === 'error')).toEqual([
    { name: 'error', text: 'The step was cancelled.' },
  ]);
  expect(took).toBeLessThan(limit);
  expect(await containers()).toBe('');
  expect(await environment.docker('network', 'ls', '--quiet', ...label)).toBe('');
  expect(readdirSync(runner.folders.temp).filter((name) => name.startsWith('ecr-'))).toEqual([]);
});
