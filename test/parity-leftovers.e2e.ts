import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr } from './support/fixtures.ts';
import { findProcesses, killProcesses } from './support/inside-processes.ts';
import { hookOverlay } from './support/runner/overlay.ts';
import { prepareArguments } from './support/runner/request.ts';
import { createRunner, type Runner, type RunningCall } from './support/runner.ts';
import { waitFor } from './support/waiting.ts';

const image = `${ecr}/app:1`;

let environment: Environment;
let env: Record<string, string>;
beforeAll(async () => {
  environment = await startEnvironment();
  env = { ...awsIdentity(environment), HOOK_DOCKER_CONFIG: dockerConfig(environment, {}) };
  await environment.seedImage([image]);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

const list = async (...args: string[]) =>
  (await environment.docker(...args)).split('\n').filter(Boolean).sort();
const containers = (...filter: string[]) => list('ps', '--all', '--quiet', '--no-trunc', ...filter);
const networks = () => list('network', 'ls', '--filter', 'type=custom', '--format', '{{.Name}}');
const volumes = () => list('volume', 'ls', '--quiet');
async function expectNothingLeft(): Promise<void> {
  const left = [await containers(), await networks(), await volumes()];
  expect(left).toEqual([[], [], []]);
}

const waitsForEver = {
  container: { image, volumes: ['/anonymous'] },
  services: {
    never: {
      image,
      command: 'sleep 600',
      options: '--network-alias never --health-cmd false --health-interval 60s',
    },
  },
};

/** The hook process of a runner. */
async function hookOf(runner: Runner) {
  const [hook] = await findProcesses(environment, `${runner.folders.root}/hooks/index.js`);
  if (!hook) throw new Error('no hook runs');
  return hook;
}

async function startEndlessPrepare(runner: Runner): Promise<RunningCall> {
  const before = (await containers()).length;
  const running = runner.startPrepare(waitsForEver);
  await waitFor('both run', async () => (await containers()).length === before + 2);
  return running;
}

test('what a killed hook leaves is swept by the next job of its own runner only', async () => {
  const [mine, other] = [createRunner(environment, { env }), createRunner(environment, { env })];
  for (const runner of [mine, other]) {
    const running = await startEndlessPrepare(runner);
    const { pid, parent } = await hookOf(runner);
    await killProcesses(environment, parent, pid);
    expect((await running.finished).exitCode).not.toBe(0);
  }
  const left = await containers();
  const stale = async () => (await containers()).filter((id) => left.includes(id)).length;
  expect(await mine.prepareJob({ container: { image } })).toMatchObject({ exitCode: 0 });
  expect([await stale(), await networks(), await volumes()]).toMatchObject([
    2,
    { length: 2 },
    { length: 1 },
  ]);
  expect(await other.prepareJob({ container: { image } })).toMatchObject({ exitCode: 0 });
  expect(await stale()).toBe(0);
  await Promise.all([mine.cleanupJob(), other.cleanupJob()]);
  await expectNothingLeft();
});

test('a prepare whose Worker was killed takes down what it made, before the next job', async () => {
  const runner = createRunner(environment, { env });
  const running = await startEndlessPrepare(runner);
  await killProcesses(environment, (await hookOf(runner)).parent);
  await running.finished;
  await expectNothingLeft();
});

test('a step whose Worker was killed ends', async () => {
  const runner = createRunner(environment, { env });
  expect(await runner.prepareJob({ container: { image } })).toMatchObject({ exitCode: 0 });
  const running = runner.startScript('sleep 2001');
  await waitFor('it runs', async () => (await findProcesses(environment, 'sleep 2001')).length > 0);
  await killProcesses(environment, (await hookOf(runner)).parent);
  await running.finished;
  expect(await findProcesses(environment, 'sleep 2001')).toEqual([]);
  await runner.cleanupJob();
});

test('a prepare whose output nobody reads any more takes down what it made', async () => {
  const { folders } = createRunner(environment, { env });
  const { root, temp, workspace } = folders;
  const options =
    '--network-alias never --health-cmd false --health-interval 1s --health-retries 2';
  const services = { never: { image, command: 'sleep 600', options } };
  const { args } = prepareArguments({ container: { image }, services }, folders, {});
  const responseFile = join(temp, 'response.json');
  writeFileSync(responseFile, '');
  const request = { command: 'prepare_job', responseFile, args, state: null };
  const identity = { runnerName: 'r', repository: 'octo/hello', jobId: 'build', runId: '1' };
  const hook = `${root}/externals/node20/bin/node ${root}/hooks/index.js`;
  const reader = 'until test "$(docker ps --quiet | wc -l)" = 2; do sleep 0.1; done';
  await environment.run(
    ['sh', '-c', `cd ${workspace}; (${hook}; echo $? > ${temp}/code) | (${reader})`],
    {
      input: JSON.stringify(request),
      env: {
        ...env,
        ...hookOverlay(folders, identity),
        PATH: environment.path,
        DOCKER_HOST: environment.dockerHost,
        HOME: root,
      },
    },
  );
  expect(readFileSync(join(temp, 'code'), 'utf8')).toBe('1\n');
  await expectNothingLeft();
});
