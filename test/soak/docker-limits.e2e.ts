/** A daemon that has no networks, ports or memory left to give. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { startEnvironment, type Environment } from '../support/environment.ts';
import { dockerConfig, noIdentity, runnerUser } from '../support/fixtures.ts';
import { findProcesses } from '../support/inside-processes.ts';
import { createRunner, type Runner } from '../support/runner.ts';
import { waitFor } from '../support/waiting.ts';
import {
  errorsOf,
  expectLaterJob,
  expectOneError,
  findLeftovers,
  removeLeftovers,
} from './aftermath.ts';
import { inWays } from './in-ways.ts';
import { tally } from './tally.ts';

const image = 'busybox:1';
const hungry = 'registry.example.com/hungry:1';
const job = { container: { image, options: '--init' } };

/** It keeps what might be its last line, which never ends. */
const eat = 'tail /dev/zero';
const memory = '--memory 16m';

let environment: Environment;
beforeAll(async () => {
  // Two networks: docker's own bridge, and one more.
  const pool = ['--default-address-pool', 'base=10.99.0.0/28,size=29'];
  environment = await startEnvironment({ dockerdArgs: pool });
  await environment.seedImage([image]);
  const tail = `#!/bin/sh\nexec /usr/bin/${eat}\n`;
  await environment.seedImage([hungry], {
    cmd: eat.split(' '),
    files: { '/usr/local/bin/tail': tail },
  });
  await environment.docker('pull', image);
});
afterEach(() => removeLeftovers(environment));
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

type Env = Readonly<Record<string, string>>;

function newRunner(feature: Env): Runner {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  const env = { ...noIdentity, HOOK_DOCKER_CONFIG, ...feature };
  return createRunner(environment, { user: runnerUser, env });
}

/** The same runner's next job, when there is enough again. */
async function expectSurvived(runner: Runner): Promise<void> {
  await expectLaterJob(runner, job);
  const left = await findLeftovers(environment, runner);
  tally('docker limits', { jobs: 1, leaks: left.length });
  expect(left).toEqual([]);
  tally('docker limits', { survived: 1 });
}

test.each(inWays([{}]))('no subnet is left for the network of a job, $way', async ({ feature }) => {
  tally('docker limits', { faults: 1 });
  await environment.docker('network', 'create', 'taken');
  const runner = newRunner(feature);
  const call = await runner.prepareJob(job);
  await environment.docker('network', 'rm', 'taken');
  expectOneError(
    call,
    /docker network create failed: .*address pool.* Remove networks that nobody uses .*default-address-pools/,
  );
  await expectSurvived(runner);
});

test.each(inWays([{}]))('no address is left in the network of a job, $way', async ({ feature }) => {
  tally('docker limits', { faults: 1 });
  const runner = newRunner(feature);
  const service = { image, command: 'sleep 1000' };
  // A network of eight has its own two, the gateway's and five more.
  const names = ['one', 'two', 'three', 'four', 'five'];
  const services = Object.fromEntries(names.map((name) => [name, service]));
  expectOneError(
    await runner.prepareJob({ ...job, services }),
    /docker start of busybox:1 failed: no available IPv4 addresses .* larger ones with `default-address-pools`/,
  );
  await expectSurvived(runner);
});

/** Who has a port, and how docker says so. */
const holders = [
  { who: 'a container', hold: holdByContainer, says: /port is already allocated/ },
  { who: 'a program', hold: holdByProgram, says: /address already in use/ },
];

async function holdByContainer(): Promise<() => Promise<unknown>> {
  await environment.docker(
    'run',
    '--detach',
    '--name',
    'holder',
    '--publish',
    '8099:80',
    image,
    'sleep',
    '1000',
  );
  return () => environment.docker('rm', '--force', 'holder');
}

async function holdByProgram(): Promise<() => Promise<unknown>> {
  const argv = ['busybox', 'nc', '-ll', '-p', '8099', '-e', 'true'];
  const [program = '', ...args] = environment.command(argv, { env: { PATH: environment.path } });
  const holder = spawn(program, args, { stdio: 'ignore' });
  const isHeld = async () => (await findProcesses(environment, 'nc -ll -p 8099')).length > 0;
  await waitFor('the port is held', isHeld);
  return async () => {
    holder.kill();
    await waitFor('the port is free', async () => !(await isHeld()));
  };
}

test.each(inWays(holders))(
  '$who has the port of a service, $way',
  async ({ hold, says, feature }) => {
    tally('docker limits', { faults: 1 });
    const release = await hold();
    const runner = newRunner(feature);
    const service = { image, command: 'sleep 1000', ports: ['8099:80'] };
    const call = await runner.prepareJob({ ...job, services: { cache: service } });
    await release();
    expectOneError(
      call,
      new RegExp(`docker start of ${image} failed: .*${says.source}.* Check .*ports`),
    );
    await expectSurvived(runner);
  },
);

test.each(inWays([{}]))('a service out of memory, $way', async ({ feature }) => {
  tally('docker limits', { faults: 1 });
  const runner = newRunner(feature);
  const options = `${memory} --health-cmd false --health-interval 30s`;
  const call = await runner.prepareJob({ services: { cache: { image: hungry, options } } });
  expectOneError(
    call,
    /^Service cache exited with code 137 \(out of memory\)\. Its last log lines/,
  );
  await expectSurvived(runner);
});

test.each(inWays([{}], 1))('a job container out of memory, $way', async ({ feature }) => {
  tally('docker limits', { faults: 1 });
  const runner = newRunner(feature);
  const prepare = await runner.prepareJob({ container: { image: hungry, options: memory } });
  // It takes a moment to take it all.
  const call = prepare.exitCode === 0 ? await runner.runScript('sleep 20') : prepare;
  expect(errorsOf(call)).toEqual([
    expect.stringMatching(
      /The job container (exited with code 137 \(out of memory\)|ran out of memory: see `--memory`)/,
    ),
  ]);
  expect(call.exitCode).toBeGreaterThan(0);
  await expectSurvived(runner);
});

test.each(inWays([{}], 1))(
  'a step out of memory, whose container runs on, $way',
  async ({ feature }) => {
    tally('docker limits', { faults: 1 });
    const runner = newRunner(feature);
    await runner.prepareJob({ container: { image, options: `--init ${memory}` } });
    const call = await runner.runScript(eat);
    expect(call.exitCode).toBe(137);
    expect(call.stdout + call.stderr).toContain('Killed');
    expect(await runner.runScript('echo next')).toMatchObject({ exitCode: 0, stdout: 'next\n' });
    await runner.cleanupJob();
    await expectSurvived(runner);
  },
);
