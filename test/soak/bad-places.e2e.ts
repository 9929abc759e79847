/** Places that the hook writes to and cannot: the file of its answer, and RUNNER_TEMP. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from '../support/environment.ts';
import { awsIdentity, dockerConfig, ecr, runnerUser } from '../support/fixtures.ts';
import { prepareArguments, type WorkflowJob } from '../support/runner/request.ts';
import { createRunner, type HookCall, type Runner } from '../support/runner.ts';
import { tally } from './tally.ts';
import { watchThings, type Things, type Watch } from './things.ts';

const subject = 'places that cannot be written';
const image = `${ecr}/app:1`;
const ghcr = 'ghcr.io/octo/app:1';
const job: WorkflowJob = { container: { image }, services: { cache: { image } } };
/** Docker's client makes it, with a file of variables. */
const withFlags: WorkflowJob = { container: { image, options: '--init' } };
const logIn: WorkflowJob = {
  container: { image: ghcr, credentials: { username: 'ci', password: 'secret' } },
};

let environment: Environment;
let runner: Runner;
let watch: Watch;
let nothing: Things;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image, ghcr]);
  await environment.registry.setLogin('ghcr.io', 'ci', 'secret');
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  runner = createRunner(environment, {
    user: runnerUser,
    env: { ...awsIdentity(environment), HOOK_DOCKER_CONFIG },
  });
  for (const each of [job, withFlags, logIn]) {
    expect(await runner.prepareJob(each)).toMatchObject({ exitCode: 0 });
  }
  await runner.cleanupJob();
  watch = await watchThings(environment, [runner]);
  nothing = await watch.now();
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

/** A disk without space, where only the daemon and the hook see it. */
async function mountFull(folder: string): Promise<string> {
  const file = `${folder}/response.json`;
  await inside('mount', '-t', 'tmpfs', '-o', 'size=64k,mode=0777', 'tmpfs', folder);
  const fill = `: > '${file}'; chmod 666 '${file}'; head -c 65536 /dev/zero > '${folder}/full'`;
  await inside('sh', '-c', `${fill}; true`);
  return folder;
}

async function inside(...argv: string[]): Promise<void> {
  const { exitCode, stderr } = await environment.run(argv, { env: { PATH: environment.path } });
  expect({ argv, exitCode, stderr }).toMatchObject({ exitCode: 0 });
}

/** A prepare whose answer has a place of the test's choice. */
function prepareInto(responseFile: string, given = job, env = {}): Promise<HookCall> {
  const { args } = prepareArguments(given, runner.folders, {});
  const request = { command: 'prepare_job', responseFile, args, state: null };
  return runner.startRaw(JSON.stringify(request), env).finished;
}

/** A call without an answer, and outside of a job. */
function call(command: string, args: object, env: Record<string, string>): Promise<HookCall> {
  const request = { command, responseFile: '/x', args, state: null };
  return runner.startRaw(JSON.stringify(request), env).finished;
}

async function expectOneError(call: HookCall, text: RegExp): Promise<void> {
  const errors = call.commands.filter(({ name }) => name === 'error');
  expect({ exitCode: call.exitCode, errors }).toEqual({
    exitCode: 1,
    errors: [{ name: 'error', text: expect.stringMatching(text) }],
  });
  expect(call.stdout + call.stderr).not.toMatch(/^\s+at |node:internal|\.js:\d|Unexpected error/m);
  expect(await watch.settled(nothing)).toEqual(nothing);
}

const folderOf = (name: string) => {
  const folder = join(environment.directory, `${name}-${randomUUID().slice(0, 8)}`);
  mkdirSync(folder);
  return folder;
};

describe('a response file', () => {
  test.each<[string, RegExp, () => string]>([
    ['in a folder that is not there', /ENOENT/, () => '/nowhere/response.json'],
    ['that is a directory', /EISDIR/, () => folderOf('directory')],
    [
      'that is read-only',
      /EACCES/,
      () => {
        const file = join(folderOf('read-only'), 'response.json');
        writeFileSync(file, '', { mode: 0o444 });
        return file;
      },
    ],
    [
      'that is a link',
      /ELOOP/,
      () => {
        const link = join(folderOf('link'), 'response.json');
        symlinkSync('/dev/null', link);
        return link;
      },
    ],
  ])('%s is refused before anything is made', async (_what, reason, make) => {
    tally(subject, { faults: 1 });
    const file = make();
    const call = await prepareInto(file);
    await expectOneError(call, new RegExp(`^The response file ${file} cannot be written: `));
    expect(call.lines).toEqual([expect.stringMatching(reason)]);
    tally(subject, { survived: 1 });
  });

  test('on a disk that is full takes the job down again', async () => {
    tally(subject, { faults: 1 });
    const folder = folderOf('disk');
    await mountFull(folder);
    const file = `${folder}/response.json`;
    await expectOneError(
      await prepareInto(file),
      /^The response file .* cannot be written: ENOSPC/,
    );
    tally(subject, { survived: 1 });
  });
});

describe('RUNNER_TEMP', () => {
  const named =
    /^A (private file|private directory|docker config) in .* \(RUNNER_TEMP\) cannot be (made|written): .* Check that the folder exists/;
  const response = () => {
    const file = join(folderOf('response'), 'response.json');
    writeFileSync(file, '');
    chmodSync(file, 0o666);
    return file;
  };
  const places: [string, () => Promise<string> | string][] = [
    ['that is not there', () => '/nowhere/_temp'],
    ['that is read-only', () => folderOf('temp')],
    ['that is full', () => mountFull(folderOf('full'))],
  ];

  test.each(
    places.flatMap(([what, make]) =>
      [
        ['a prepare', withFlags],
        ['a prepare that logs in', logIn],
      ].map(([call, given]) => [what, call, given as WorkflowJob, make] as const),
    ),
  )('%s is named by %s', async (_what, _call, given, make) => {
    tally(subject, { faults: 1 });
    const env = { RUNNER_TEMP: await make() };
    await expectOneError(await prepareInto(response(), given, env), named);
    tally(subject, { survived: 1 });
  });

  test.each(places)('%s stops no job that needs nothing there', async (_what, make) => {
    tally(subject, { faults: 1 });
    const env = { RUNNER_TEMP: await make() };
    expect(await prepareInto(response(), job, env)).toMatchObject({ exitCode: 0 });
    expect(await call('cleanup_job', {}, env)).toMatchObject({ exitCode: 0 });
    expect(await watch.settled(nothing)).toEqual(nothing);
    tally(subject, { survived: 1 });
  });

  test.each(places)(
    '%s is named by a container action, and a cleanup works',
    async (_what, make) => {
      tally(subject, { faults: 1 });
      // Over the socket it needs no file.
      const env = { RUNNER_TEMP: await make(), HOOK_FEATURE_ENGINE_EXEC: 'off' };
      const ran = await call('run_container_step', { image, entryPoint: 'true' }, env);
      await expectOneError(ran, named);
      expect(await call('cleanup_job', {}, env)).toMatchObject({ exitCode: 0 });
      tally(subject, { survived: 1 });
    },
  );

  test('that fills up after a prepare lets steps over the socket and the cleanup work', async () => {
    tally(subject, { faults: 1 });
    expect(await runner.prepareJob(job)).toMatchObject({ exitCode: 0 });
    const args = { entryPoint: 'echo', entryPointArgs: ['works'], environmentVariables: {} };
    await mountFull(runner.folders.temp);
    for (const command of ['run_script_step', 'cleanup_job']) {
      const request = { command, responseFile: '/x', args, state: runner.state };
      const call = await runner.startRaw(JSON.stringify(request)).finished;
      expect(call).toMatchObject({ exitCode: 0, stderr: '' });
    }
    await inside('umount', runner.folders.temp);
    expect(await watch.settled(nothing)).toEqual(nothing);
    tally(subject, { survived: 1 });
  });
});
