/**
 * The hook is killed at each point at which it is about to change something or has just done so: the next
 * prepare of its runner takes away all that is left, and nothing of anybody else.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from '../support/environment.ts';
import { awsIdentity, dockerConfig, ecr, runnerUser } from '../support/fixtures.ts';
import { findProcesses } from '../support/inside-processes.ts';
import { createRunner, type Runner, type RunningCall } from '../support/runner.ts';
import { waitFor } from '../support/waiting.ts';
import { createRandom, withSeed } from './random.ts';
import { sized } from './size.ts';
import { tally } from './tally.ts';
import { watchThings, type Things, type Watch } from './things.ts';

const subject = 'hook killed, at each point';
const image = `${ecr}/app:1`;
const ghcr = 'ghcr.io/octo/app:1';
const service = { image, command: 'sleep 3000', volumes: ['/anonymous'] };
const options = '--network-alias cache';
const job = { container: { image }, services: { cache: { ...service, options } } };
const healthy = `${options} --health-cmd true --health-interval 1s`;
const checked = { container: { image }, services: { cache: { ...service, options: healthy } } };
const credentials = { username: 'ci', password: 'secret' };
const clientOnly = { HOOK_FEATURE_ENGINE_EXEC: 'off' };

interface Scenario {
  what: string;
  env?: Record<string, string>;
  /** What has to be there before; also what the next prepare makes. */
  start(runner: Runner): RunningCall;
}

const prepare = (runner: Runner) => runner.startPrepare(checked);
const logIn = (runner: Runner) =>
  runner.startPrepare({ container: { image: ghcr, credentials, env: { LINES: 'a\nb' } } });
const script = (runner: Runner) => runner.startScript('sleep 3001 & sleep 0.1; touch file');
const args = ['-c', 'sleep 3002 & sleep 0.1'];
const action = (runner: Runner) =>
  runner.startContainerAction({ image, entrypoint: '/bin/sh', args });
const build = (runner: Runner) => {
  const folder = join(runner.folders.work, '_actions/built');
  mkdirSync(folder, { recursive: true });
  // Never from the cache.
  writeFileSync(join(folder, 'Dockerfile'), `FROM ${image}\nRUN : ${String(Math.random())}\n`);
  return runner.startContainerAction({
    dockerfile: join(folder, 'Dockerfile'),
    entrypoint: '/bin/sh',
    args,
  });
};
const cleanup = (runner: Runner) => runner.startCleanup();

const scenarios: Scenario[] = [
  { what: 'prepare_job', start: prepare },
  { what: 'prepare_job by docker alone', env: clientOnly, start: prepare },
  { what: 'prepare_job that logs in', start: logIn },
  { what: 'prepare_job that logs in, by docker alone', env: clientOnly, start: logIn },
  { what: 'run_script_step', start: script },
  { what: 'run_script_step by docker alone', env: clientOnly, start: script },
  { what: 'run_container_step of an image', start: action },
  { what: 'run_container_step of a Dockerfile', start: build },
  { what: 'cleanup_job', start: cleanup },
  { what: 'cleanup_job by docker alone', env: clientOnly, start: cleanup },
];

/** Of the points of each scenario every so many. */
const { played, stride } = sized({
  part: { played: scenarios.filter(({ env }) => env === undefined), stride: 20 },
  full: { played: scenarios, stride: 1 },
});

let environment: Environment;
let bystander: Runner;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image, ghcr]);
  await environment.registry.setLogin('ghcr.io', credentials.username, credentials.password);
  bystander = newRunner();
  expect(await bystander.prepareJob(job)).toMatchObject({ exitCode: 0 });
  mkdirSync(join(bystander.folders.temp, 'ecr-runner-hooks-of-another'));
  await environment.docker('network', 'create', 'of-nobody');
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

function newRunner(env: Record<string, string> = {}, nodeArguments: string[] = []): Runner {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  return createRunner(environment, {
    user: runnerUser,
    nodeArguments,
    env: { ...awsIdentity(environment), HOOK_DOCKER_CONFIG, ...env },
  });
}

interface Points {
  folder: string;
  /** Names of those that the last call has passed. */
  passed(): string[];
  /** The next call ends at the point of this number; without one none does. */
  setEnd(at?: number): void;
}

function createPoints(name: string): Points {
  const folder = join(environment.directory, name.replaceAll(/\W/g, '-'));
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  copyFileSync(new URL('kill-points.js', import.meta.url), join(folder, 'kill-points.mjs'));
  const passed = join(folder, 'passed');
  return {
    folder,
    passed: () => (existsSync(passed) ? readFileSync(passed, 'utf8').trim().split('\n') : []),
    setEnd: (at) => {
      rmSync(passed, { force: true });
      rmSync(join(folder, 'at'), { force: true });
      if (at !== undefined) writeFileSync(join(folder, 'at'), String(at));
    },
  };
}

/** What docker's client is still making for a hook that is gone is nobody's to remove yet. */
async function untilMade(): Promise<void> {
  await waitFor("docker's clients have made what they were asked for", async () => {
    const clients = await findProcesses(environment, 'docker ');
    return !clients.some(({ command }) => /docker (create|network|build|pull|login)/.test(command));
  });
}

describe.each(played)('$what', ({ what, env = {}, start }) => {
  let runner: Runner;
  let points: Points;
  let watch: Watch;
  let names: string[];
  let nothing: Things;
  let oneJob: Things;
  beforeAll(async () => {
    points = createPoints(what);
    const program = join(points.folder, 'kill-points.mjs');
    runner = newRunner({ ...env, KILL_POINTS: points.folder }, ['--import', program]);
    await prepared();
    points.setEnd();
    expect(await start(runner).finished).toMatchObject({ exitCode: 0 });
    names = points.passed();
    expect(await runner.cleanupJob()).toMatchObject({ exitCode: 0 });
    watch = await watchThings(environment, [runner, bystander]);
    nothing = await watch.now();
    await prepared();
    oneJob = await watch.now();
  });

  async function prepared(): Promise<void> {
    points.setEnd();
    const { exitCode, commands } = await runner.prepareJob(job);
    const said = commands.filter(({ name }) => name !== 'group' && name !== 'endgroup');
    expect({ exitCode, said }).toEqual({ exitCode: 0, said: [] });
  }

  test('a kill at any point leaves nothing that the next prepare does not remove', async () => {
    const random = createRandom();
    await withSeed(random, async () => {
      for (let at = 1 + random.below(stride); at <= names.length; at += stride) {
        points.setEnd(at);
        tally(subject, { faults: 1 });
        const { exitCode } = await start(runner).finished;
        const point = `${String(at)}: ${points.passed().at(-1) ?? ''}`;
        expect({ point, exitCode }).toEqual({ point, exitCode: 137 });
        await untilMade();
        await prepared();
        expect({ point, left: await watch.settled(oneJob) }).toEqual({ point, left: oneJob });
        tally(subject, { survived: 1 });
      }
    });
    expect(await runner.cleanupJob()).toMatchObject({ exitCode: 0 });
    expect(await watch.settled(nothing)).toEqual(nothing);
    expect(await bystander.runScript('echo mine')).toMatchObject({
      exitCode: 0,
      lines: ['mine'],
    });
  }, 900_000);
});
