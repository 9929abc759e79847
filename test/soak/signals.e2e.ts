/** A cancel at any moment of any call: it ends in time, and takes along what it has promised. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEnvironment, type Environment } from '../support/environment.ts';
import { awsIdentity, dockerConfig, ecr, runnerUser } from '../support/fixtures.ts';
import { createRunner, type Runner, type RunningCall } from '../support/runner.ts';
import { createRandom, withSeed } from './random.ts';
import { sized } from './size.ts';
import { tally } from './tally.ts';
import { watchThings, type Things, type Watch } from './things.ts';

const subject = 'cancels at random moments';
const rounds = sized({ part: 20, full: 200 });

/** Milliseconds; the runner kills the hook after 10 s. */
const limit = 5000;

/** As the hook has it cancelled, or as a signal ends a node that has not loaded the hook yet. */
const cancelled = { SIGINT: [130], SIGTERM: [130, 143] };

const image = `${ecr}/app:1`;
const service = { image, command: 'sleep 3010', volumes: ['/anonymous'] };
const job = { container: { image }, services: { one: service, two: service } };

/** They take longer than the longest wait before a signal, but the calls that make and clean up. */
const calls = {
  prepare: (runner: Runner) => runner.startPrepare(job),
  script: (runner: Runner) => runner.startScript("trap '' INT; sleep 3011 & sleep 3011"),
  action: (runner: Runner) =>
    runner.startContainerAction({ image, entrypoint: 'sleep', args: ['3012'] }),
  build: (runner: Runner) => {
    const folder = join(runner.folders.work, '_actions/slow');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'Dockerfile'), `FROM ${image}\nRUN sleep 3013\n`);
    return runner.startContainerAction({ dockerfile: join(folder, 'Dockerfile') });
  },
  cleanup: (runner: Runner) => runner.startCleanup(),
} satisfies Record<string, (runner: Runner) => RunningCall>;
const kinds = Object.keys(calls) as (keyof typeof calls)[];

let environment: Environment;
let runner: Runner;
let watch: Watch;
let nothing: Things;
let oneJob: Things;
/** Milliseconds that a prepare takes here. */
let longest: number;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  const env = { ...awsIdentity(environment), HOOK_DOCKER_CONFIG };
  runner = createRunner(environment, { user: runnerUser, env });
  await prepare();
  await cleanUp();
  watch = await watchThings(environment, [runner]);
  nothing = await watch.now();
  const started = performance.now();
  await prepare();
  longest = performance.now() - started;
  oneJob = await watch.now();
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

async function prepare(): Promise<void> {
  expect(await runner.prepareJob(job)).toMatchObject({ exitCode: 0 });
}

async function cleanUp(): Promise<void> {
  const { exitCode, commands } = await runner.cleanupJob();
  expect({ exitCode, commands }).toEqual({ exitCode: 0, commands: [] });
}

/** @returns whether the job is there afterwards */
async function cancelOnce(
  kind: keyof typeof calls,
  name: keyof typeof cancelled,
  delay: number,
): Promise<boolean> {
  const running = calls[kind](runner);
  await Promise.race([sleep(delay), running.finished]);
  const started = performance.now();
  running.signal(name);
  const call = await running.finished;
  expect(performance.now() - started).toBeLessThan(limit);
  const isDone = call.exitCode === 0 && (kind === 'prepare' || kind === 'cleanup');
  if (!isDone) expect(cancelled[name]).toContain(call.exitCode);
  const errors = call.commands.filter(({ name: command }) => command === 'error');
  for (const { text } of errors) expect(text).toBe('The step was cancelled.');
  expect(errors.length).toBeLessThan(2);
  return kind === 'prepare' ? isDone : !(isDone && kind === 'cleanup');
}

test('at random moments, nothing that a call has made outlives it', async () => {
  const random = createRandom();
  await withSeed(random, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const kind = random.pick(kinds);
      const name = random.pick(['SIGINT', 'SIGTERM'] as const);
      const delay = random.below(longest);
      const what = `round ${String(round)}: ${name} after ${String(delay)} ms of ${kind}`;
      if (kind === 'prepare') await cleanUp();
      tally(subject, { faults: 1 });
      const isThere = await cancelOnce(kind, name, delay);
      const expected = isThere ? oneJob : nothing;
      // A cleanup that was cancelled may have begun.
      if (kind !== 'cleanup' || !isThere) {
        const left = await watch.settled(expected);
        // What it has built may be used again until the job ends.
        const { images } = kind === 'build' ? left : expected;
        expect({ what, left }).toEqual({ what, left: { ...expected, images } });
      }
      if (!isThere || kind === 'cleanup') {
        await cleanUp();
        expect({ what, left: await watch.settled(nothing) }).toEqual({ what, left: nothing });
        await prepare();
      }
      tally(subject, { survived: 1 });
    }
    await cleanUp();
    expect(await watch.settled(nothing)).toEqual(nothing);
  });
}, 1_800_000);
