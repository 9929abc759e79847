/** Images that are built for another machine: alone, and in a manifest list that has none for this one. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from '../support/environment.ts';
import { awsIdentity, dockerConfig, ecr, runnerUser } from '../support/fixtures.ts';
import { createRunner, type HookCall, type Runner } from '../support/runner.ts';
import {
  errorsOf,
  expectLaterJob,
  expectNoTrace,
  expectOneError,
  findLeftovers,
} from './aftermath.ts';
import { inWays } from './in-ways.ts';
import { tally } from './tally.ts';

const image = `${ecr}/app:1`;
const foreign = `${ecr}/foreign:1`;
const listed = `${ecr}/listed:1`;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
  const program = join(environment.directory, 'tail');
  writeFileSync(program, programForArm64());
  const spec = { architecture: 'arm64', busybox: false, programsAt: { '/usr/bin/tail': program } };
  await environment.seedImage([foreign], spec);
  await environment.seedImage([listed], { ...spec, isListed: true });
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

/** The head of an executable (elf(5)): 64 bits, little endian, EM_AARCH64. */
function programForArm64(): Buffer {
  const head = Buffer.alloc(64);
  head.write('\x7fELF\x02\x01\x01', 'latin1');
  head.writeUInt16LE(2, 16);
  head.writeUInt16LE(183, 18);
  return head;
}

const health = { command: 'tail', options: '--health-cmd true --health-interval 1s' };

const plays: readonly {
  what: string;
  play: (runner: Runner, image: string) => Promise<HookCall>;
}[] = [
  { what: 'a job container', play: playJob },
  {
    what: 'a service',
    play: (runner, reference) =>
      runner.prepareJob({ services: { db: { image: reference, ...health } } }),
  },
  {
    what: 'a container action',
    play: (runner, reference) =>
      runner.runContainerAction({ image: reference, entrypoint: 'tail' }),
  },
];

/** Its end may come after the look at it; then its first step meets it. */
async function playJob(runner: Runner, reference: string): Promise<HookCall> {
  const prepare = await runner.prepareJob({ container: { image: reference } });
  return prepare.exitCode === 0 ? runner.runScript('true') : prepare;
}

async function expectSurvived(runner: Runner): Promise<void> {
  await runner.cleanupJob();
  runner.state = undefined;
  await expectLaterJob(runner, { container: { image } });
  const left = await findLeftovers(environment, runner);
  tally('docker architecture', { jobs: 1, leaks: left.length });
  expect(left).toEqual([]);
  tally('docker architecture', { survived: 1 });
}

function newRunner(feature: Readonly<Record<string, string>>): Runner {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  const env = { ...awsIdentity(environment), HOOK_DOCKER_CONFIG, ...feature };
  return createRunner(environment, { user: runnerUser, env });
}

test.each(inWays(plays))(
  '$what from a list without this architecture, $way',
  async ({ play, feature }) => {
    tally('docker architecture', { faults: 1 });
    const runner = newRunner(feature);
    const call = await play(runner, listed);
    expectOneError(
      call,
      /docker pull .*listed:1 failed: no matching manifest for linux\/.* Check name, tag and platform/,
    );
    expect(call.stdout).not.toContain('Trying again');
    await expectSurvived(runner);
  },
);

test.each(inWays(plays))('$what of another architecture, $way', async ({ what, play, feature }) => {
  tally('docker architecture', { faults: 1 });
  const runner = newRunner(feature);
  const call = await play(runner, foreign);
  expectNoTrace(call);
  expect(call.exitCode).toBe(1);
  expect(call.stdout + call.stderr).toContain('exec format error');
  const says: Record<string, RegExp[]> = {
    'a job container': [/exec format error\. The image is built for another architecture/],
    'a service': [/^Service db exited with code 1\. Its last log lines stand above/],
    // It is the program that fails, as with docker run.
    'a container action': [],
  };
  expect(errorsOf(call)).toEqual(says[what]?.map((each) => expect.stringMatching(each)));
  await expectSurvived(runner);
});
