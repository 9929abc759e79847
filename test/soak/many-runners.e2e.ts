/** Many runners with one daemon: some are killed in the middle of a prepare, and nobody else notices. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { constants, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEnvironment, type Environment } from '../support/environment.ts';
import { awsIdentity, dockerConfig, ecr, runnerUser } from '../support/fixtures.ts';
import { createRunner, type Runner } from '../support/runner.ts';
import { playTellingJob, tellingJob } from '../support/telling-job.ts';
import { createRandom, withSeed } from './random.ts';
import { sized } from './size.ts';
import { tally } from './tally.ts';
import { watchThings } from './things.ts';

const subject = '16 runners on one daemon';
const count = 16;
const jobs = sized({ part: 2, full: 20 });

/** Milliseconds in which a prepare is somewhere between its begin and its end. */
const longest = 2000;

let environment: Environment;
let env: Record<string, string>;
const { PRIORITY_LOW, PRIORITY_NORMAL } = constants.priority;
beforeAll(async () => {
  // Everything started here has it, too: this test may take half an hour, and one that jest plays beside it a minute.
  setPriority(PRIORITY_LOW);
  environment = await startEnvironment();
  env = { ...awsIdentity(environment), HOOK_DOCKER_CONFIG: dockerConfig(environment, {}) };
  await environment.seedImage([`${ecr}/app:1`]);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
  setPriority(PRIORITY_NORMAL);
});

async function killPrepare(runner: Runner, who: string, delay: number): Promise<void> {
  tally(subject, { faults: 1 });
  const running = runner.startPrepare(tellingJob(who));
  await Promise.race([sleep(delay), running.finished]);
  running.signal('SIGKILL');
  // It may have been faster.
  expect([0, 137]).toContain((await running.finished).exitCode);
}

test('each finds its own only, whatever happens to the others', async () => {
  const random = createRandom();
  const runners = Array.from({ length: count }, (_, index) =>
    // Every name is there twice.
    createRunner(environment, { env, user: runnerUser, name: `runner-${String(index >> 1)}` }),
  );
  const [first] = runners;
  if (first) await playTellingJob(first, 'first');
  const watch = await watchThings(environment, runners);
  const before = await watch.now();
  const playAll = async (runner: Runner, index: number) => {
    // One for all would depend on who is faster.
    const own = createRandom(random.seed + index);
    for (let job = 0; job < jobs; job += 1) {
      const who = `runner-${String(index)}-job-${String(job)}`;
      const isKilled = own.below(4) === 0;
      if (isKilled) await killPrepare(runner, `${who}-killed`, own.below(longest));
      await playTellingJob(runner, who);
      tally(subject, isKilled ? { jobs: 1, survived: 1 } : { jobs: 1 });
    }
  };
  await withSeed(random, () => Promise.all(runners.map(playAll)));
  expect(await watch.settled(before)).toEqual(before);
}, 1_800_000);
