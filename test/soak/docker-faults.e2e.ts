/**
 * The daemon goes away at every moment at which a command asks it for something: before it hears of it, and
 * when it has done it and nobody knows yet.
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from '../support/environment.ts';
import { awsIdentity, dockerConfig, ecr, runnerUser, stepWays } from '../support/fixtures.ts';
import { createRunner, type HookCall, type Runner } from '../support/runner.ts';
import {
  errorsOf,
  expectLaterJob,
  expectNoTrace,
  findLeftovers,
  removeLeftovers,
} from './aftermath.ts';
import { startFaultyDaemon, type Fault, type FaultyDaemon, type Moment } from './daemon-fault.ts';
import { sized } from './size.ts';
import { tally } from './tally.ts';

const image = `${ecr}/app:1`;
const server = `${ecr}/server:1`;

/** An init ends at once when the daemon asks it to, `tail` only after 10 s. */
const container = { image, options: '--init' };
const health = '--init --health-cmd true --health-interval 1s';
const job = { container, services: { server: { image: server, options: health } } };

/** How the loss of a daemon is told, by the hook or by docker's client. */
const lost =
  /Cannot connect to the Docker daemon|connection to the Docker daemon .* broke|error during connect|unexpected EOF|has stopped while the step ran|client has lost the daemon/;

/** Milliseconds within which every call ends: less than the runner gives a cancelled one. */
const limit = 10_000;

let environment: Environment;
let daemon: FaultyDaemon;
beforeAll(async () => {
  environment = await startEnvironment();
  daemon = await startFaultyDaemon(environment);
  await environment.seedImage([image]);
  await environment.seedImage([server], { cmd: ['sh', '-c', 'echo ready; exec sleep 1000'] });
});
afterAll(async () => {
  await daemon[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

const before = (request: RegExp): Moment => ({ when: 'before', request });
const after = (request: RegExp): Moment => ({ when: 'after', request });
const both = (request: RegExp) => [before(request), after(request)];

/** What each command asks the daemon for, in its order; undefined: it is gone before the command begins. */
const moments = {
  prepare_job: [
    undefined,
    before(/^GET \/containers\/json/),
    before(/^GET \/networks/),
    ...both(/^POST \/images\/create/),
    ...both(/^POST \/networks\/create/),
    ...both(/^POST \/containers\/create/),
    ...both(/^POST \/containers\/\w+\/start/),
    before(/^GET \/containers\/\w+\/json/),
    after(/^GET \/events/),
  ],
  run_script_step: [
    undefined,
    ...both(/^POST \/containers\/\w+\/exec/),
    ...both(/^POST \/exec\/\w+\/start/),
    before(/^GET \/exec\/\w+\/json/),
  ],
  run_container_step: [
    undefined,
    ...both(/^POST \/images\/create/),
    ...both(/^POST \/containers\/create/),
    before(/^POST \/containers\/\w+\/attach/),
    ...both(/^POST \/containers\/\w+\/start/),
  ],
  'run_container_step of a Dockerfile': [
    ...both(/^POST \/build/),
    before(/^POST \/containers\/create/),
  ],
  cleanup_job: [
    undefined,
    before(/^GET \/containers\/json/),
    ...both(/^GET \/containers\/\w+\/logs/),
    ...both(/^DELETE \/containers/),
    ...both(/^DELETE \/networks/),
  ],
} satisfies Record<string, (Moment | undefined)[]>;

type Command = keyof typeof moments;

const action = { image, entrypoint: 'sh', args: ['-c', 'trap exit TERM; sleep 0.5 & wait'] };

const play: Record<Command, (runner: Runner) => Promise<HookCall>> = {
  prepare_job: (runner) => runner.prepareJob(job),
  run_script_step: (runner) => runner.runScript('echo started; sleep 0.3'),
  run_container_step: (runner) => runner.runContainerAction(action),
  'run_container_step of a Dockerfile': (runner) => {
    const folder = join(runner.folders.work, '_actions/built');
    mkdirSync(folder);
    const dockerfile = join(folder, 'Dockerfile');
    writeFileSync(dockerfile, `FROM ${image}\nENTRYPOINT ["true"]\n`);
    return runner.runContainerAction({ dockerfile });
  },
  cleanup_job: (runner) => runner.cleanupJob(),
};

/** Each moment in both ways; every kind of fault where a moment has more to break than the next request. */
function casesOf(command: Command) {
  return moments[command].flatMap((moment) =>
    faultsAt(moment).flatMap((fault) =>
      stepWays.map(({ way, feature }) => {
        const where = moment ? `${moment.when} ${moment.request.source}` : 'from the start';
        return { command, moment, fault, feature, title: `${command}: ${fault} ${where}, ${way}` };
      }),
    ),
  );
}

function faultsAt(moment: Moment | undefined): readonly Fault[] {
  if (!moment) return ['stopped', 'killed', 'restarted'];
  return moment.when === 'before' ? ['killed', 'restarted'] : ['stopped', 'killed'];
}

/** Two of each command, from its first half over the socket and from its second by docker's client. */
function someOf<T>(cases: readonly T[]): T[] {
  const half = cases.length / 2;
  const [first, second] = [2 * Math.floor(half / 4), 2 * Math.floor((3 * half) / 4) + 1];
  return cases.filter((_, index) => index === first || index === second);
}

const commands = Object.keys(moments) as Command[];
const cases = sized({
  part: commands.flatMap((command) => someOf(casesOf(command))),
  full: commands.flatMap(casesOf),
});

afterEach(async () => {
  await daemon.recover();
  await removeLeftovers(environment);
});

test.each(cases)('$title', async ({ command, moment, fault, feature }) => {
  const runner = newRunner(feature);
  if (command === 'run_script_step' || command === 'cleanup_job')
    expect(await runner.prepareJob(job)).toMatchObject({ exitCode: 0 });
  tally('docker daemon', { faults: 1 });
  if (moment) daemon.arm(fault, moment);
  else await daemon.strike(fault);
  const call = await play[command](runner);
  expect(daemon.hasStruck).toBe(true);
  await daemon.recover();

  expect(call.durationMs).toBeLessThan(limit);
  expectNoTrace(call);
  if (command === 'cleanup_job') expectWarningsOnly(call);
  else if (call.exitCode !== 0) {
    // Programs of container actions always run by docker's client.
    const isOverSocket =
      feature.HOOK_FEATURE_ENGINE_EXEC === 'on' && !command.includes('container');
    expectSaid(call, isOverSocket);
  }
  // Only a daemon that is back before the call begins can serve it.
  else expect({ moment, fault }).toEqual({ moment: undefined, fault: 'restarted' });
  await expectLaterJob(runner, job);
  const left = await findLeftovers(environment, runner);
  tally('docker daemon', { jobs: 1, leaks: left.length });
  expect(left).toEqual([]);
  tally('docker daemon', { survived: 1 });
});

function newRunner(feature: Readonly<Record<string, string>>): Runner {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  const { dockerHost: DOCKER_HOST } = daemon;
  const identity = awsIdentity(environment);
  const env = { ...identity, HOOK_DOCKER_CONFIG, DOCKER_HOST, ...feature };
  return createRunner(environment, { user: runnerUser, env });
}

/** Its job is over: what stays is the next job's to remove, and the step stays green. */
function expectWarningsOnly({ exitCode, commands: said }: HookCall): void {
  expect(exitCode).toBe(0);
  const told = said.filter(({ name }) => name === 'error' || name === 'warning');
  for (const { name, text } of told) {
    expect(name).toBe('warning');
    expect(text).toMatch(lost);
  }
}

/** Over the socket by the hook; by docker's client at least in its own words, which are not said again. */
function expectSaid(call: HookCall, isOverSocket: boolean): void {
  const errors = errorsOf(call);
  expect(errors.length).toBeLessThanOrEqual(1);
  if (isOverSocket) expect(errors).toHaveLength(1);
  expect(call.stdout + call.stderr).toMatch(lost);
}
