/** Job after job after job: nothing grows, be it on disk, in docker or in memory. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from '../support/environment.ts';
import { awsIdentity, dockerConfig, ecr, runnerUser } from '../support/fixtures.ts';
import { createRunner, type HookCall, type Runner } from '../support/runner.ts';
import { daemonUse } from './daemon.ts';
import { measurePeakMemory, type Held, type PeakMemory } from './peak-memory.ts';
import { sized } from './size.ts';
import { tally } from './tally.ts';
import { watchThings } from './things.ts';

const subject = 'jobs, one after the other';
const { inARow, sideBySide, runners } = sized({
  part: { inARow: 18, sideBySide: 32, runners: 4 },
  full: { inARow: 400, sideBySide: 1600, runners: 8 },
});
const image = `${ecr}/app:1`;
const service = { image, command: 'sleep 3020', volumes: ['/anonymous'] };

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

interface Measured {
  runner: Runner;
  memory: PeakMemory;
  /** Folders in which nothing may be left. */
  folders: string[];
}

function newRunner(): Measured {
  const memory = measurePeakMemory(environment);
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  const TMPDIR = dockerConfig(environment, {});
  chmodSync(TMPDIR, 0o777);
  const { nodeArguments, env } = memory;
  const runner = createRunner(environment, {
    user: runnerUser,
    nodeArguments,
    env: { ...awsIdentity(environment), HOOK_DOCKER_CONFIG, TMPDIR, ...env },
  });
  return { runner, memory, folders: [HOOK_DOCKER_CONFIG, TMPDIR, runner.folders.root] };
}

/** Every third with a service, every fourth with a container action. */
async function playJob(runner: Runner, number: number): Promise<void> {
  const succeeds = async (call: Promise<HookCall>) => {
    const { exitCode, stderr } = await call;
    expect({ number, exitCode, stderr }).toEqual({ number, exitCode: 0, stderr: '' });
  };
  const services = number % 3 === 0 ? { cache: service } : {};
  const credentials = { username: 'ci', password: 'secret' };
  await succeeds(runner.prepareJob({ container: { image, credentials }, services }));
  const text = `job ${String(number).padStart(5)}`;
  await succeeds(runner.runScript(`echo '${text}' > file`));
  if (number % 4 === 0) {
    await succeeds(runner.runContainerAction({ image, entrypoint: 'true' }));
  }
  await succeeds(runner.runScript(`test "$(cat file)" = '${text}'`));
  await succeeds(runner.cleanupJob());
  tally(subject, { jobs: 1 });
}

/**
 * With their sizes, but those of Amazon's helper, which logs each time it is asked; without what the simulated
 * runner itself makes for each step.
 */
function filesOf({ folders }: Measured): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .filter((path) => !/_temp\/[\w-]{36}\.sh$|_runner_file_commands\/|\/_diag\//.test(path))
    .map((path) => {
      const stats = statSync(path);
      const isSized = stats.isFile() && !path.includes('/.ecr/');
      return isSized ? `${path}: ${String(stats.size)}` : path;
    })
    .sort();
}

function highest(held: readonly Held[], what: keyof Held): number {
  return Math.max(...held.map((each) => each[what]));
}

test.each([
  ['in a row', inARow, 1],
  [`${String(runners)} side by side`, sideBySide, runners],
])(
  'jobs %s leave nothing and need no more in the end',
  async (_how, count, atOnce) => {
    const measured = Array.from({ length: atOnce }, newRunner);
    // All that is made once is made by them.
    await Promise.all(measured.map(({ runner }) => playJob(runner, 12)));
    const watch = await watchThings(
      environment,
      measured.map(({ runner }) => runner),
    );
    const before = await watch.now();
    const files = measured.map(filesOf);
    const daemon = await daemonUse(environment);

    const playAll = async ({ runner }: Measured) => {
      for (let number = 1; number <= count / atOnce; number += 1) await playJob(runner, number);
    };
    await Promise.all(measured.map(playAll));

    expect(await watch.settled(before)).toEqual(before);
    expect(measured.map(filesOf)).toEqual(files);
    tally(subject, { leaks: 0 });
    for (const { memory } of measured) {
      const held = memory.read();
      // A third of the calls, as each kind of them is in there.
      const [first, last] = [held.slice(0, held.length / 3), held.slice(-held.length / 3)];
      expect(highest(last, 'kibibytes')).toBeLessThan(1.1 * highest(first, 'kibibytes'));
      expect(highest(last, 'descriptors')).toBeLessThanOrEqual(highest(first, 'descriptors'));
    }
    const after = await daemonUse(environment);
    process.stderr.write(
      `${String(count)} jobs: dockerd ${JSON.stringify(daemon)}, then ${JSON.stringify(after)}\n`,
    );
    expect(after.descriptors).toBeLessThan(daemon.descriptors + 10);
  },
  7_200_000,
);
