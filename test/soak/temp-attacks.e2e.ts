/** RUNNER_TEMP: names that others take, links and pipes in their places, and who can read what is there. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from '../support/environment.ts';
import { awsIdentity, dockerConfig, ecr, runnerUser } from '../support/fixtures.ts';
import { createRunner, type HookCall, type Runner } from '../support/runner.ts';
import { plant } from '../support/secrets/planted.ts';
import { waitFor } from '../support/waiting.ts';
import { allPlantings, createAttack, type Attack } from './plantings.ts';

const image = `${ecr}/app:1`;
const other = 'registry.example.com';
const password = plant('registry password');

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image, `${other}/app:1`]);
  await environment.registry.setLogin(other, 'ci', password);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});
let attack: Attack;
beforeEach(() => {
  attack = createAttack(join(environment.directory, `victim-${randomUUID()}`), runnerUser);
});

function newRunner(env: Record<string, string> = {}): Runner {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  return createRunner(environment, {
    user: runnerUser,
    env: { ...awsIdentity(environment), HOOK_DOCKER_CONFIG, ...env },
  });
}

const told = ({ commands }: HookCall, kind: string) =>
  commands.filter(({ name }) => name === kind).map(({ text }) => text);
const containers = () => environment.docker('ps', '--all', '--quiet');
const ours = ({ folders }: Runner) =>
  readdirSync(folders.temp).filter((name) => name.startsWith('ecr-runner-hooks-'));

test('things of others under our names harm no job', async () => {
  const runner = newRunner();
  for (const what of allPlantings)
    attack.put(what, join(runner.folders.temp, `ecr-runner-hooks-${what}`));
  const env = { LINES: 'a\nb' };
  const calls = [
    await runner.prepareJob({ container: { image } }),
    await runner.runScript('true', { env }),
    await runner.runContainerAction({ image, args: 'true', env }),
    await runner.cleanupJob(),
  ];
  expect(calls.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
  // A user cannot remove a folder of somebody else with something in it.
  expect(ours(runner)).toEqual(['ecr-runner-hooks-a folder of somebody else']);
  const [prepared] = calls;
  expect(prepared && told(prepared, 'warning')).toEqual([
    expect.stringMatching(/^Cleanup is not complete: /),
  ]);
  attack.survived();
});

test('nothing that a job container puts there is followed by the next job', async () => {
  const runner = newRunner();
  await runner.prepareJob({ container: { image } });
  const { file, folder } = attack.victim;
  const lines = [
    `ln -s '${file}' link`,
    `ln -s '${folder}' folder`,
    'ln -s /nowhere/at/all nowhere',
    'echo x > hard && ln hard linked',
    'mkfifo pipe',
    `mkdir inner && ln -s '${folder}' inner/link && chmod 0 inner`,
  ];
  const own = '/__w/_temp/ecr-runner-hooks-BBBBBB';
  const script = [`mkdir ${own}`, `cd ${own}`, ...lines, `ln -s '${folder}' ${own}-2`].join('\n');
  expect(await runner.runScript(script)).toMatchObject({ exitCode: 0 });
  // The job ends without a cleanup, as when the runner is killed.
  expect(await runner.prepareJob({ container: { image } })).toMatchObject({ exitCode: 0 });
  expect(await runner.cleanupJob()).toMatchObject({ exitCode: 0 });
  attack.survived(lines.length + 1);
});

/** A prepare whose response file is at this path. */
function prepare(runner: Runner, responseFile: string, tag = '1') {
  const container = {
    image: `${ecr}/app:${tag}`,
    environmentVariables: {},
    systemMountVolumes: [],
  };
  const args = { container: { ...container, userMountVolumes: [] }, services: [] };
  const request = { command: 'prepare_job', responseFile, args, state: null };
  return runner.startRaw(`${JSON.stringify(request)}\n`);
}

const responseFile = (runner: Runner) =>
  join(runner.folders.temp, '_runner_hook_responses', `${randomUUID()}.json`);

/** One line that says which file and what to do, no stack trace, nothing left. */
async function expectOneError(call: HookCall): Promise<void> {
  expect(call).toMatchObject({ exitCode: 1, stderr: '' });
  expect(told(call, 'error')).toEqual([
    expect.stringMatching(/^The response file .*\.json cannot be written: .* The runner makes it /),
  ]);
  expect(await containers()).toBe('');
}

test.each(allPlantings)('%s in the place of the response file is one error', async (what) => {
  const runner = newRunner();
  const file = responseFile(runner);
  attack.put(what, file);
  await expectOneError(await prepare(runner, file).finished);
  attack.survived();
});

test.each(allPlantings)('%s that comes there during a pull is one error', async (what) => {
  const runner = newRunner();
  const file = responseFile(runner);
  writeFileSync(file, '');
  chownSync(file, runnerUser.uid, runnerUser.gid);
  const tag = what.replaceAll(' ', '-');
  await environment.seedImage([`${ecr}/app:${tag}`]);
  await environment.registry.setFaults({ on: `/manifests/${tag}$`, delayMs: 500, times: 1 });
  await environment.registry.clearRequests();
  const running = prepare(runner, file, tag);
  await waitFor('it pulls', async () => (await environment.registry.requests()).length > 0);
  rmSync(file);
  attack.put(what, file);
  const call = await running.finished;
  await environment.registry.setFaults();
  await runner.cleanupJob();
  await expectOneError(call);
  attack.survived();
});

test.each([
  ['a private config', {}],
  ['the config of a login', { HOOK_FEATURE_CREDENTIAL_HELPER: 'off' }],
])('%s has a name that nobody knows, and the runner user alone reads it', async (_what, env) => {
  const container = { image: `${other}/app:1`, credentials: { username: 'ci', password } };
  const names: string[] = [];
  while (names.length < 2) {
    const runner = newRunner({ ...env, HOOK_FEATURE_ENGINE_EXEC: 'off' });
    await environment.docker('image', 'rm', '--force', container.image);
    await environment.registry.setFaults({ on: '/manifests/1$', delayMs: 800, times: 1 });
    const running = runner.startPrepare({ container });
    const config = () => join(runner.folders.temp, ours(runner)[0] ?? '', 'config.json');
    await waitFor('it is there', () => existsSync(config()));
    const folder = join(config(), '..');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(config()).mode & 0o777).toBe(0o600);
    for (const argv of [
      ['ls', folder],
      ['cat', config()],
    ]) {
      const look = await environment.run(['/bin/busybox', ...argv], {
        user: { uid: 1002, gid: 1002 },
      });
      expect(look).toMatchObject({ exitCode: 1, stdout: '' });
    }
    names.push(...ours(runner));
    expect(await running.finished).toMatchObject({ exitCode: 0 });
    expect(ours(runner)).toEqual([]);
    await runner.cleanupJob();
  }
  await environment.registry.setFaults();
  for (const name of names) expect(name).toMatch(/^ecr-runner-hooks-[A-Za-z0-9]{6}$/);
  expect(new Set(names).size).toBe(2);
});
