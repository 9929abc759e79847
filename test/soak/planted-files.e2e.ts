/** Links, pipes and more in the places of files that outlive a job: event log, docker config, token cache. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installEcrAuth } from '../support/ecr-auth.ts';
import { startEnvironment, type Environment } from '../support/environment.ts';
import { awsIdentity, dockerConfig, ecr, runnerUser } from '../support/fixtures.ts';
import { createRunner, type HookCall } from '../support/runner.ts';
import { allPlantings, createAttack, type Attack } from './plantings.ts';

const image = `${ecr}/app:1`;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});
let attack: Attack;
beforeEach(() => {
  attack = createAttack(join(environment.directory, `victim-${randomUUID()}`), runnerUser);
});

const newRunner = (env: Record<string, string>) =>
  createRunner(environment, {
    user: runnerUser,
    env: {
      ...awsIdentity(environment),
      HOOK_DOCKER_CONFIG: dockerConfig(environment, {}),
      ...env,
    },
  });
const told = ({ commands }: HookCall, kind: string) =>
  commands.filter(({ name }) => name === kind).map(({ text }) => text);

test.each(allPlantings)('%s in the place of the event log costs the log alone', async (what) => {
  const logs = join(environment.directory, `events-${randomUUID()}`);
  mkdirSync(logs);
  // As a folder that an administrator has made for everybody.
  chmodSync(logs, 0o777);
  attack.put(what, join(logs, 'hook-events-000001.jsonl'));
  const call = await newRunner({ HOOK_EVENT_LOG: logs }).cleanupJob();
  expect(call).toMatchObject({ exitCode: 0 });
  expect(told(call, 'warning')).toEqual([
    expect.stringMatching(/^The event log \(HOOK_EVENT_LOG\) cannot be written: /),
  ]);
  attack.survived();
});

test.each(allPlantings)('%s in the place of the folder of the event log as well', async (what) => {
  const logs = join(environment.directory, `events-${randomUUID()}`);
  attack.put(what, logs);
  const call = await newRunner({ HOOK_EVENT_LOG: logs }).cleanupJob();
  expect(call).toMatchObject({ exitCode: 0 });
  // A link to a folder of the runner user is an administrator's.
  if (what === 'a link to a folder') rmSync(join(attack.victim.folder, 'hook-events-000001.jsonl'));
  else expect(told(call, 'warning')).toHaveLength(1);
  attack.survived();
});

test.each(allPlantings.filter((what) => what !== 'a link to nowhere'))(
  '%s in the place of config.json is one error',
  async (what) => {
    const HOOK_DOCKER_CONFIG = join(environment.directory, `config-${randomUUID()}`);
    mkdirSync(HOOK_DOCKER_CONFIG);
    attack.put(what, join(HOOK_DOCKER_CONFIG, 'config.json'));
    const call = await newRunner({ HOOK_DOCKER_CONFIG }).prepareJob({ container: { image } });
    expect(call).toMatchObject({ exitCode: 1, stderr: '' });
    expect(told(call, 'error')).toEqual([
      expect.stringMatching(
        /^The docker config .*config\.json \(HOOK_DOCKER_CONFIG\) cannot be used: /,
      ),
    ]);
    attack.survived();
  },
);

test.each(
  ['.lock', '.json', '.failure'].flatMap((name) =>
    allPlantings.map((what) => [what, name] as const),
  ),
)(
  '%s in the place of a %s file of the token cache does not stop ecr-auth',
  async (what, extension) => {
    const ecrAuth = installEcrAuth(environment);
    const ECR_AUTH_CACHE_DIR = ecrAuth.cacheDirectory();
    const env = { ...awsIdentity(environment), ECR_AUTH_CACHE_DIR, ECR_AUTH_TIMEOUT: '2' };
    const get = () => ecrAuth.helper('get', ecr, env);
    await get();
    const folder = join(ECR_AUTH_CACHE_DIR, 'v1');
    const [entry = ''] = readdirSync(folder);
    rmSync(join(folder, entry));
    attack.put(what, join(folder, entry.replace('.json', extension)));
    expect(await get()).toMatchObject({ exitCode: 0 });
    attack.survived();
  },
);
