import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, runnerUser } from './support/fixtures.ts';
import { findProcesses } from './support/inside-processes.ts';
import { createRunner, type HookCall, type Runner, type RunningCall } from './support/runner.ts';
import { plant } from './support/secrets/planted.ts';
import { waitFor } from './support/waiting.ts';

const image = `${ecr}/app:1`;
const label = ['--filter', 'label=ecr-runner-hooks.runner'];

/** Milliseconds; the runner kills the hook after 10 s. */
const limit = 5000;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

function newRunner(env: Record<string, string> = {}): Runner {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  return createRunner(environment, {
    user: runnerUser,
    env: { ...awsIdentity(environment), HOOK_DOCKER_CONFIG, ...env },
  });
}

const isRunning = async (text: string) => (await findProcesses(environment, text)).length > 0;
const containers = () => environment.docker('ps', '--all', '--quiet');
const networks = () => environment.docker('network', 'ls', '--quiet', ...label);
const privateFolders = ({ folders }: Runner) =>
  readdirSync(folders.temp).filter((name) => name.startsWith('ecr-'));

async function cancel(running: RunningCall): Promise<HookCall> {
  const started = performance.now();
  const call = await running.cancel();
  expect(performance.now() - started).toBeLessThan(limit);
  expect(call.exitCode).toBe(130);
  return call;
}

test('a build with BuildKit whose program ignores signals', async () => {
  // docker 20.10 has BuildKit without a plugin.
  const folder = join(environment.directory, 'docker-20.10');
  mkdirSync(folder);
  symlinkSync('/usr/bin/docker', join(folder, 'docker'));
  const PATH = `${folder}:${environment.path}`;
  const runner = newRunner({ PATH, DOCKER_BUILDKIT: '1' });
  const action = join(runner.folders.work, '_actions/slow');
  mkdirSync(action);
  const run = `RUN trap '' TERM INT; (sleep 2030; sleep 2030) & sleep 2030; sleep 2030`;
  writeFileSync(join(action, 'Dockerfile'), `FROM ${image}\n${run}\n`);
  const running = runner.startContainerAction({ dockerfile: join(action, 'Dockerfile') });
  await waitFor('it builds', () => isRunning('sleep 2030'));
  expect(privateFolders(runner)).toHaveLength(1);
  const call = await cancel(running);
  expect(call.stdout + call.stderr).toContain('#1 ');
  expect(privateFolders(runner)).toEqual([]);
  await waitFor('the build has ended', async () => !(await isRunning('sleep 2030')), 3000);
});

/** A docker that tells that it was called. */
function tellingDocker(): { PATH: string; isCalled: (command: string) => boolean } {
  const folder = join(environment.directory, `telling-${randomUUID()}`);
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  const script = `#!/bin/sh\n: > "${folder}/$1"\nPATH='${environment.path}' exec docker "$@"\n`;
  writeFileSync(join(folder, 'docker'), script, { mode: 0o755 });
  return {
    PATH: `${folder}:${environment.path}`,
    isCalled: (command) => existsSync(join(folder, command)),
  };
}

test.each([0, 60, 150])('a prepare that makes containers for %i ms', async (delay) => {
  const { PATH, isCalled } = tellingDocker();
  const service = (alias: string) => ({ image, options: `--network-alias ${alias}` });
  const services = { one: service('one'), two: service('two'), three: service('three') };
  const running = newRunner({ PATH }).startPrepare({ services });
  await waitFor('containers are made', () => isCalled('create'));
  await sleep(delay);
  await cancel(running);
  expect([await containers(), await networks()]).toEqual(['', '']);
});

test.each([0, 100])('a container action whose docker runs for %i ms', async (delay) => {
  const { PATH, isCalled } = tellingDocker();
  const action = { image, entrypoint: 'sleep', args: ['2031'] };
  const runner = newRunner({ PATH, HOOK_FEATURE_ENGINE_EXEC: 'off' });
  const running = runner.startContainerAction(action);
  await waitFor('docker runs', () => isCalled('run'));
  await sleep(delay);
  await cancel(running);
  expect(await containers()).toBe('');
});

test.each(['prepareJob', 'cleanupJob'] as const)(
  'secrets that a hook leaves, which is killed while it is cancelled, are gone after %s',
  async (next) => {
    const runner = newRunner();
    const password = plant('registry password');
    const host = 'registry.example.com';
    await environment.registry.setLogin(host, 'ci', password);
    await environment.registry.setFaults({ answer: 'hang', on: `${host}.*/manifests/` });
    const credentials = { username: 'ci', password };
    // A name of its own, as the docker of a killed hook goes on.
    const hanging = `${host}/app:${next}`;
    const running = runner.startPrepare({ container: { image: hanging, credentials } });
    await waitFor('it pulls', () => isRunning(`pull -- ${hanging}`));
    running.signal('SIGKILL');
    expect((await running.finished).exitCode).toBe(137);
    await environment.registry.setFaults();
    // Else there would be nothing to sweep.
    expect(privateFolders(runner)).toHaveLength(1);
    const call =
      next === 'cleanupJob' ? runner.cleanupJob() : runner.prepareJob({ container: { image } });
    expect(await call).toMatchObject({ exitCode: 0 });
    expect(privateFolders(runner)).toEqual([]);
    await runner.cleanupJob();
  },
);
