import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, runnerUser, stepWays } from './support/fixtures.ts';
import { findProcesses } from './support/inside-processes.ts';
import { createRunner, type HookCall, type Runner, type RunningCall } from './support/runner.ts';
import { waitFor } from './support/waiting.ts';

const image = `${ecr}/glibc:1`;

/** Milliseconds; the runner kills the hook after 10 s. */
const limit = 5000;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image], { librariesOf: [process.execPath] });
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

const containers = () => environment.docker('ps', '--all', '--quiet');
const isRunning = async (text: string) => (await findProcesses(environment, text)).length > 0;

/** Cancels a call as soon as a process is there; neither is in time afterwards. */
async function cancelAt(running: RunningCall, text: string): Promise<HookCall> {
  await waitFor(`${text} runs`, () => isRunning(text));
  const started = performance.now();
  const call = await running.cancel();
  expect(performance.now() - started).toBeLessThan(limit);
  expect(call.exitCode).toBe(130);
  await waitFor(`${text} has ended`, async () => !(await isRunning(text)), 3000);
  return call;
}

const deaf = (seconds: number) =>
  `trap '' TERM INT; sleep ${String(seconds)}; sleep ${String(seconds)}`;

describe.each(stepWays)('a step in the job container, $way', ({ feature }) => {
  let runner: Runner;
  beforeAll(async () => {
    runner = newRunner(feature);
    expect(await runner.prepareJob({ container: { image } })).toMatchObject({ exitCode: 0 });
  });
  afterAll(() => runner.cleanupJob().then(() => undefined));

  test('a JavaScript action with a child, both of which ignore signals', async () => {
    const action = join(runner.folders.work, '_actions/act.js');
    const child = JSON.stringify(deaf(2010));
    writeFileSync(
      action,
      `process.on('SIGTERM', () => {}).on('SIGINT', () => {}); setInterval(() => {}, 1000);
       require('node:child_process').spawn('sh', ['-c', ${child}]);`,
    );
    await cancelAt(runner.startJsAction(action), 'sleep 2010');
    expect(await isRunning('act.js')).toBe(false);
  });

  test('one that ends with 0 when asked is no success', async () => {
    const script = "trap 'exit 0' TERM INT; sleep 2011 & wait";
    await cancelAt(runner.startScript(script), 'sleep 2011');
  });

  test('children with an environment or a session of their own', async () => {
    const children = [`env -i sh -c "${deaf(2012)}" &`, 'env -i sleep 2012 &'];
    const script = `${children.join('\n')}\nsetsid sh -c "${deaf(2012)}"; wait`;
    await cancelAt(runner.startScript(script), 'sleep 2012');
  });

  test('signals that come while it is being cancelled change nothing', async () => {
    const running = runner.startScript(deaf(2014));
    await waitFor('it runs', () => isRunning('sleep 2014'));
    const cancelled = running.cancel();
    for (const name of ['SIGINT', 'SIGTERM', 'SIGINT'] as const) {
      await sleep(100);
      running.signal(name);
    }
    expect(await cancelled).toMatchObject({ exitCode: 130 });
    expect(await isRunning('sleep 2014')).toBe(false);
  });

  test('among many at once, the cancelled ones end and no other', async () => {
    const wait = 'for i in 1 2 3 4 5 6 7 8 9 10 11 12; do test -e stop && break; sleep 1; done';
    const script = `${wait}; echo survived`;
    const args = ['-c', script];
    const others = [
      ...[1, 2, 3].map(() => runner.startScript(script)),
      ...[1, 2].map(() => runner.startContainerAction({ image, entrypoint: '/bin/sh', args })),
    ];
    const step = runner.startScript(deaf(2015));
    const action = { image, entrypoint: '/bin/sh', args: ['-c', deaf(2016)] };
    await Promise.all([
      cancelAt(step, 'sleep 2015'),
      cancelAt(runner.startContainerAction(action), 'sleep 2016'),
    ]);
    writeFileSync(join(runner.folders.workspace, 'stop'), '');
    for (const other of others) {
      expect(await other.finished).toMatchObject({
        exitCode: 0,
        stdout: expect.stringMatching(/survived\n$/),
      });
    }
  });
});

test('a container action with children that ignore signals', async () => {
  const script = `sh -c "${deaf(2020)}" & setsid sh -c "${deaf(2020)}" & ${deaf(2020)}`;
  const action = { image, entrypoint: '/bin/sh', args: ['-c', script] };
  await cancelAt(newRunner().startContainerAction(action), 'sleep 2020');
  expect(await containers()).toBe('');
});
