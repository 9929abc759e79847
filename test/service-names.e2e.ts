import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { askService } from './support/ask-service.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, pongServer, runnerUser } from './support/fixtures.ts';
import { createRunner, type Runner, type WorkflowJob } from './support/runner.ts';
import { logFile, workerLog, type WorkerLogOptions } from './support/runner/worker-log.ts';

const image = `${ecr}/app:1`;
const server = `${ecr}/team/redis:7`;
const database = `${ecr}/postgres:16`;
const jsonSecret = JSON.stringify({ user: 'me', password: 'hunter2' }, undefined, 2);

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
  await environment.seedImage([server, database], { cmd: pongServer });
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

function newRunner(options: WorkerLogOptions = {}, env: Record<string, string> = {}): Runner {
  return createRunner(environment, {
    user: runnerUser,
    name: `runner-${String(Math.random())}`,
    env: {
      ...awsIdentity(environment),
      HOOK_DOCKER_CONFIG: dockerConfig(environment, {}),
      ...env,
    },
    workerLog: options,
  });
}

type Services = NonNullable<WorkflowJob['services']>;
const two: Services = { cache: { image: server }, database: { image: database } };

/** Plays a job whose one step asks each name for its PONG; how the hook explains the names. */
async function play(
  runner: Runner,
  services: Services,
  names: readonly string[],
): Promise<string[]> {
  const prepared = await runner.prepareJob({ container: { image }, services });
  expect(prepared).toMatchObject({ exitCode: 0, stderr: '' });
  const step = await runner.runScript(names.map((name) => askService(name)).join('\n'));
  expect(step.lines).toEqual(names.map(() => 'PONG'));
  await runner.cleanupJob();
  return prepared.lines.filter((line) => line.startsWith('Service '));
}

const inWorkflow = [
  `Service ${server} is reachable as cache (its name in the workflow)`,
  `Service ${database} is reachable as database (its name in the workflow)`,
];
const afterImages = [
  `Service ${server} is reachable as redis (after its image)`,
  `Service ${database} is reachable as postgres (after its image)`,
];

describe('a step reaches services by their names in the workflow', () => {
  test.each<[string, WorkerLogOptions, Services]>([
    ['as they stand there', {}, two],
    ['in a message without positions', { positions: false }, two],
    [
      'with images that the workflow computes',
      { expressions: { cache: 'vars.redis', database: 'matrix.database' } },
      two,
    ],
    ['with the account masked in the image', { secrets: ['123456789012'] }, two],
    ['with a service whose image is empty', {}, { empty: { image: '' }, ...two }],
    [
      'with a computed image that came to nothing',
      { expressions: { off: 'inputs.off' } },
      {
        cache: two['cache'] as Services[string],
        off: { image: '' },
        database: { image: database },
      },
    ],
    ['with docker:// in front', {}, { ...two, database: { image: `docker://${database}` } }],
    ['with the message in a page that is closed', { pageBytes: 1000 }, two],
  ])('%s', async (_what, options, services) => {
    expect(await play(newRunner(options), services, ['cache', 'database'])).toEqual(inWorkflow);
  });

  test('beside logs of other jobs of this runner', async () => {
    const runner = newRunner();
    const other = { evil: { image: server }, worse: { image: database } };
    const identity = { runnerName: 'x', repository: 'o/r', jobId: 'build', runId: '1' };
    const [page] = workerLog({ services: other }, identity, runner.folders);
    for (const minutes of [-60, -1, 60]) {
      const file = logFile(runner.folders.root, Date.now() + 60_000 * minutes);
      writeFileSync(file, page?.text ?? '');
    }
    expect(await play(runner, two, ['cache', 'database'])).toEqual(inWorkflow);
  });
});

describe('names come from options and images', () => {
  test('for a service whose own name is masked', async () => {
    const runner = newRunner({ secrets: ['database'] });
    expect(await play(runner, two, ['cache', 'postgres'])).toEqual([inWorkflow[0], afterImages[1]]);
  });

  test('when a secret breaks the message, even with step debug', async () => {
    const runner = newRunner({ secrets: [jsonSecret] }, { RUNNER_DEBUG: '1' });
    const prepared = await runner.prepareJob({ container: { image }, services: two });
    expect(prepared.lines).toEqual(expect.arrayContaining(afterImages));
    expect(prepared.commands).toContainEqual({
      name: 'debug',
      text: "The runner's job message does not tell the names of the services: the job message in the log is no JSON.",
    });
    await runner.cleanupJob();
  });

  test('when one of two computed images came to nothing, and nobody knows which', async () => {
    const runner = newRunner({ expressions: { cache: 'a', off: 'b' } });
    const services = { cache: { image: server }, off: { image: '' } };
    expect(await play(runner, services, ['redis'])).toEqual([afterImages[0]]);
  });

  test('when the feature is off', async () => {
    const runner = newRunner({}, { HOOK_FEATURE_SERVICE_NAMES: 'off' });
    expect(await play(runner, two, ['redis', 'postgres'])).toEqual(afterImages);
  });

  test('beside the name in the workflow', async () => {
    const services = { cache: { image: server, options: '--network-alias own' } };
    expect(await play(newRunner(), services, ['cache', 'own'])).toEqual([
      `${String(inWorkflow[0])}, own (its alias in options)`,
    ]);
  });
});
