/** A docker that speaks another version of its API, or not with everybody. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { chmodSync, linkSync, mkdtempSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from '../support/environment.ts';
import { awsIdentity, dockerConfig, ecr, runnerUser } from '../support/fixtures.ts';
import { createRunner, type HookCall, type Runner } from '../support/runner.ts';
import {
  errorsOf,
  expectLaterJob,
  expectOneError,
  findLeftovers,
  removeLeftovers,
} from './aftermath.ts';
import { inWays } from './in-ways.ts';
import { startOtherDaemon, type OtherDaemon } from './old-api.ts';
import { tally } from './tally.ts';

const image = `${ecr}/app:1`;
const job = { container: { image } };
const action = { image, entrypoint: 'true' };

let environment: Environment;
let newer: OtherDaemon;
let older: OtherDaemon;
let oldest: OtherDaemon;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
  newer = await startOtherDaemon(environment, { minimum: '1.44', maximum: '1.52' });
  older = await startOtherDaemon(environment, { minimum: '1.24', maximum: '1.38' });
  oldest = await startOtherDaemon(environment, { minimum: '1.12', maximum: '1.30' });
});
afterEach(() => removeLeftovers(environment));
afterAll(async () => {
  for (const daemon of [newer, older, oldest]) await daemon[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

type Env = Readonly<Record<string, string>>;

function newRunner(env: Env): Runner {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  const settings = { ...awsIdentity(environment), HOOK_DOCKER_CONFIG, ...env };
  return createRunner(environment, { user: runnerUser, env: settings });
}

/** The next job on a docker as it should be. */
async function expectSurvived(feature: Env): Promise<void> {
  const runner = newRunner(feature);
  await expectLaterJob(runner, job);
  const left = await findLeftovers(environment, runner);
  tally('docker versions', { jobs: 1, leaks: left.length });
  expect(left).toEqual([]);
  tally('docker versions', { survived: 1 });
}

/** docker 20.10, whose API is 1.41, in front of the client of the machine. */
function pathOfOldClient(): string {
  const folder = mkdtempSync(join(environment.directory, 'docker-20.10-'));
  chmodSync(folder, 0o755);
  symlinkSync('/usr/bin/docker', join(folder, 'docker'));
  return `${folder}:${environment.path}`;
}

/** A socket in a folder into which only root may look. */
function closedSocket(): string {
  const folder = mkdtempSync(join(environment.directory, 'closed-'));
  linkSync(environment.dockerHost.slice('unix://'.length), join(folder, 'docker.sock'));
  return `unix://${folder}/docker.sock`;
}

interface Refusal {
  what: string;
  env: () => Env;
  /** In docker's words, and what to do. */
  says: RegExp;
  advises: RegExp;
  /** Only docker's client is refused: what goes over the socket works. */
  isClientAlone: boolean;
}

const refusals: readonly Refusal[] = [
  {
    what: 'a client that is told to speak a newer API',
    env: () => ({ DOCKER_API_VERSION: '1.99' }),
    says: /client version 1\.99 is too new\. Maximum supported API version is 1\.41/,
    advises: /.*\. Update the older/,
    isClientAlone: true,
  },
  {
    what: 'a client older than the daemon takes',
    env: () => ({ PATH: pathOfOldClient(), DOCKER_HOST: newer.dockerHost }),
    says: /client version 1\.41 is too old\. Minimum supported API version is 1\.44/,
    advises: /.*\. Update the older/,
    isClientAlone: true,
  },
  {
    what: 'a user who may not use the socket',
    env: () => ({ DOCKER_HOST: closedSocket() }),
    says: /permission denied while trying to connect to the Docker daemon socket/,
    advises: /.*\(group docker\)/,
    isClientAlone: false,
  },
];

test.each(inWays(refusals))(
  '$what is one error of each command, $way',
  async ({ feature, env, isClientAlone, ...refusal }) => {
    const says = new RegExp(refusal.says.source + refusal.advises.source);
    tally('docker versions', { faults: 1 });
    const [healthy, refused] = [newRunner(feature), newRunner({ ...feature, ...env() })];
    expect(await healthy.prepareJob(job)).toMatchObject({ exitCode: 0 });
    const isServed = isClientAlone && feature.HOOK_FEATURE_ENGINE_EXEC === 'on';
    const prepared = await refused.prepareJob(job);
    refused.state = healthy.state;
    const ran = await refused.runContainerAction(action);
    const step = await refused.runScript('', { entryPoint: 'true' });
    if (isServed) {
      expect([prepared.exitCode, ran.exitCode]).toEqual([0, 0]);
      expect(step).toMatchObject({ exitCode: 0, commands: [] });
    } else {
      expectOneError(prepared, says);
      expectDockerSaid(ran, refusal.says);
      expectOneError(step, says);
    }
    const cleanup = await refused.cleanupJob();
    expect(cleanup).toMatchObject({ exitCode: 0, stderr: '' });
    expect(cleanup.commands.map(({ name }) => name)).toEqual(isServed ? [] : ['warning']);
    await healthy.cleanupJob();
    await expectSurvived(feature);
  },
);

/** `docker run` writes to the log of the step itself. */
function expectDockerSaid(call: HookCall, says: RegExp): void {
  expect(call.exitCode).toBeGreaterThan(0);
  expect(errorsOf(call)).toHaveLength(1);
  expect(call.stdout + call.stderr).toMatch(says);
}

const agreements = [
  {
    what: 'a client that is told to speak an older API',
    env: () => ({ DOCKER_API_VERSION: '1.38' }),
  },
  { what: 'a daemon that speaks an older API', env: () => ({ DOCKER_HOST: older.dockerHost }) },
];

test.each(inWays(agreements))('$what works, $way', async ({ feature, env }) => {
  tally('docker versions', { faults: 1 });
  const runner = newRunner({ ...feature, ...env() });
  expect(await runner.prepareJob(job)).toMatchObject({ exitCode: 0, stderr: '' });
  const folder = await runner.runScript('pwd', { workingDirectory: '/tmp' });
  expect(folder).toMatchObject({ exitCode: 0, stdout: '/tmp\n' });
  expect(await runner.runContainerAction(action)).toMatchObject({ exitCode: 0 });
  expect(await runner.cleanupJob()).toMatchObject({ exitCode: 0, stderr: '' });
  await expectSurvived(feature);
});

test('a daemon that knows no working directories is refused by the hook', async () => {
  tally('docker versions', { faults: 1 });
  const says =
    /: The Docker daemon at unix:.* speaks API version 1\.30, and 1\.35 is needed\. Update/;
  const [healthy, refused] = [newRunner({}), newRunner({ DOCKER_HOST: oldest.dockerHost })];
  expect(await healthy.prepareJob(job)).toMatchObject({ exitCode: 0 });
  expectOneError(await refused.prepareJob(job), says);
  refused.state = healthy.state;
  expectOneError(await refused.runScript('pwd'), says);
  expect((await refused.cleanupJob()).commands).toEqual([
    { name: 'warning', text: expect.stringMatching(says) },
  ]);
  await healthy.cleanupJob();
  await expectSurvived({});
});

test("a daemon that knows no working directories is refused by docker's client", async () => {
  tally('docker versions', { faults: 1 });
  const feature = { HOOK_FEATURE_ENGINE_EXEC: 'off' };
  const runner = newRunner({ ...feature, DOCKER_HOST: oldest.dockerHost });
  expect(await runner.prepareJob(job)).toMatchObject({ exitCode: 0 });
  const step = await runner.runScript('pwd');
  expect(step.exitCode).toBe(1);
  expect(step.stderr).toMatch(/^"--workdir" requires API version 1\.35, but .* is 1\.30\n$/);
  expect(errorsOf(step)).toEqual([]);
  expect(await runner.cleanupJob()).toMatchObject({ exitCode: 0 });
  await expectSurvived(feature);
});
