/** A daemon whose disk is full. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { startEnvironment, type Environment } from '../support/environment.ts';
import { dockerConfig, noIdentity, runnerUser } from '../support/fixtures.ts';
import { stateFolder } from '../support/namespace.ts';
import { createRunner, type HookCall, type Runner } from '../support/runner.ts';
import {
  errorsOf,
  expectLaterJob,
  expectNoTrace,
  expectOneError,
  findLeftovers,
} from './aftermath.ts';
import { inWays } from './in-ways.ts';
import { tally } from './tally.ts';

const image = 'busybox:1';
const large = 'registry.example.com/large:1';
const job = { container: { image, options: '--init' } };
const dataRoot = `${stateFolder}/docker`;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
  const megabytes = 24;
  await environment.seedImage([large], { files: { '/large': 'x'.repeat(megabytes << 20) } });
  await environment.dockerd.stop('SIGTERM');
  await inside('mount', '-t', 'tmpfs', '-o', `size=${String(megabytes)}m`, 'disk', dataRoot);
  await environment.dockerd.start();
  await environment.docker('pull', image);
});
afterEach(() => inside('rm', '-f', `${dataRoot}/filler`));
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

const inside = (...argv: string[]) => environment.run(argv, { env: { PATH: environment.path } });

/** To the last byte. */
async function fillDisk(): Promise<void> {
  const { stderr } = await inside('dd', 'if=/dev/zero', `of=${dataRoot}/filler`, 'bs=4k');
  expect(stderr).toContain('No space left on device');
}

function newRunner(feature: Readonly<Record<string, string>>): Runner {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  const env = { ...noIdentity, HOOK_DOCKER_CONFIG, ...feature };
  return createRunner(environment, { user: runnerUser, env });
}

async function expectSurvived(runner: Runner): Promise<void> {
  await inside('rm', '-f', `${dataRoot}/filler`);
  await expectLaterJob(runner, job);
  const left = await findLeftovers(environment, runner);
  tally('docker disk', { jobs: 1, leaks: left.length });
  expect(left).toEqual([]);
  tally('docker disk', { survived: 1 });
}

const full = /no space left on device.*\. Free space where the docker daemon keeps its data/;

test.each(inWays([{}]))('fills up while an image is pulled, $way', async ({ feature }) => {
  tally('docker disk', { faults: 1 });
  const runner = newRunner(feature);
  const call = await runner.prepareJob({ container: { image: large } });
  expectOneError(call, full);
  expect(call.stdout).toContain(`docker pull ${large} failed`);
  expect(call.stdout).not.toContain('Trying again');
  await expectSurvived(runner);
});

test.each(inWays([{}], 1))('is full when a job starts, $way', async ({ feature }) => {
  tally('docker disk', { faults: 1 });
  const runner = newRunner(feature);
  await fillDisk();
  expectOneError(await runner.prepareJob(job), full);
  await expectSurvived(runner);
});

test.each(inWays([{}]))('is full when a container action starts, $way', async ({ feature }) => {
  tally('docker disk', { faults: 1 });
  const runner = newRunner(feature);
  await fillDisk();
  const call = await runner.runContainerAction({ image, entrypoint: 'true' });
  expect(call.exitCode).toBeGreaterThan(0);
  expectNoTrace(call);
  expect(errorsOf(call)).toHaveLength(1);
  expect(call.stdout + call.stderr).toContain('no space left on device');
  await expectSurvived(runner);
});

test.each(inWays([{}]))('is full during a job, $way', async ({ feature }) => {
  tally('docker disk', { faults: 1 });
  const runner = newRunner(feature);
  expect(await runner.prepareJob(job)).toMatchObject({ exitCode: 0 });
  await fillDisk();
  // A step needs none of it as long as it writes nothing.
  expectServedOrSaid(await runner.runScript('echo fine'));
  const writes = await runner.runScript('dd if=/dev/zero of=/file bs=1M count=1');
  expect(writes.exitCode).toBeGreaterThan(0);
  expect(writes.stdout + writes.stderr).toMatch(/no space left on device/i);
  const cleanup = await runner.cleanupJob();
  expect(cleanup.exitCode).toBe(0);
  expect(errorsOf(cleanup)).toEqual([]);
  await expectSurvived(runner);
});

function expectServedOrSaid(call: HookCall): void {
  if (call.exitCode === 0) expect(call.stdout).toBe('fine\n');
  else expectOneError(call, full);
}
