/** A token cache that is spoilt, foreign or locked: never a reason to fail. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { cacheEntries, installEcrAuth, tokenCalls, type EcrAuth } from './support/ecr-auth.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, ecr } from './support/fixtures.ts';
import { waitFor } from './support/waiting.ts';

let environment: Environment;
let ecrAuth: EcrAuth;
beforeAll(async () => {
  environment = await startEnvironment();
  ecrAuth = installEcrAuth(environment);
  await environment.seedImage([`${ecr}/app0:1`]);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});
let env: Record<string, string>;
let cache: string;
beforeEach(async () => {
  cache = ecrAuth.cacheDirectory();
  env = { ...awsIdentity(environment), ECR_AUTH_CACHE_DIR: cache };
  await environment.aws.clearRequests();
});
afterEach(async () => {
  await environment.aws.setFaults();
  await environment.aws.setTokenTtl(12 * 3600);
});

const get = (host = ecr) => ecrAuth.helper('get', host, env);
const calls = () => tokenCalls(environment);
const entryFile = () => cacheEntries(cache)[0] ?? '';

test.each<[string, () => void]>([
  ['broken', () => writeFileSync(entryFile(), '{"version":1,"key":')],
  ['empty', () => writeFileSync(entryFile(), '')],
  ['of another version', () => writeFileSync(entryFile(), '{"version":2}')],
  [
    'renamed from another identity',
    () =>
      writeFileSync(entryFile(), readFileSync(entryFile(), 'utf8').replace(/"key":"./, '"key":"x')),
  ],
])('an entry that is %s is replaced', async (_what, spoil) => {
  await get();
  spoil();
  expect(await get()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await calls()).toBe(2);
  await get();
  expect(await calls()).toBe(2);
});

test.each<[string, () => void, RegExp]>([
  ['of another user', () => chownSync(entryFile(), 1001, 1001), /belongs to another user/],
  ['open to others', () => chmodSync(entryFile(), 0o644), /is open to other users/],
])('an entry that is %s is not used, and that is said', async (_what, spoil, says) => {
  await get();
  spoil();
  const answer = await get();
  expect(answer.exitCode).toBe(0);
  expect(answer.stderr).toMatch(says);
  expect(await calls()).toBe(2);
  rmSync(entryFile());
});

test.each<[string, () => void, RegExp]>([
  ['of another user', () => (mkdirSync(cache), chownSync(cache, 1001, 1001)), /another user/],
  ['a file', () => writeFileSync(cache, ''), /ENOTDIR|EEXIST/],
  [
    'a link to a place of another user',
    () => {
      const place = `${cache}-real`;
      mkdirSync(place);
      chownSync(place, 1001, 1001);
      symlinkSync(place, cache);
    },
    /is not a directory|another user/,
  ],
  ['on a file system without writing', () => symlinkSync('/proc/sys', cache), /./],
])('a cache directory that is %s does not stop a pull', async (_what, spoil, says) => {
  spoil();
  const answer = await ecrAuth.pull(`${ecr}/app0:1`, env);
  expect(answer.exitCode).toBe(0);
  expect(answer.stderr).toMatch(says);
  expect(answer.stderr).toMatch(/Set ECR_AUTH_CACHE_DIR to a private directory/);
});

test('a lock whose holder was killed stops nobody', async () => {
  await environment.aws.setFaults({ answer: 'hang', on: '^ecr ', times: 1 });
  const [program = '', ...args] = environment.command(['docker-credential-ecr-auth', 'get'], {
    env: { PATH: ecrAuth.path, HOME: environment.directory, ...env },
  });
  const holder = spawn(program, args, { stdio: ['pipe', 'ignore', 'ignore'] });
  holder.stdin.end(ecr);
  const lock = () => readdirSync(join(cache, 'v1')).find((name) => name.endsWith('.lock'));
  await waitFor('AWS is asked', async () => (await calls()) > 0);
  expect(lock()).toBeDefined();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const began = Date.now();
  expect(await get()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(Date.now() - began).toBeLessThan(5_000);
  expect(lock()).toBeUndefined();
});

test('a lock whose holder does not move is taken over before the time is up', async () => {
  await get();
  await ecrAuth.helper('erase', ecr, env);
  const lock = join(cache, 'v1', `${'0'.repeat(64)}.lock`);
  writeFileSync(lock, 'not one of ours');
  env = { ...env, ECR_AUTH_TIMEOUT: '3' };
  const name = await lockName();
  writeFileSync(
    join(cache, 'v1', name),
    JSON.stringify({ pid: 1, namespace: 'elsewhere', started: '1' }),
  );
  expect(await get()).toMatchObject({ exitCode: 0 });
});

/** The name of the lock that the next `get` takes: that of the entry it makes. */
async function lockName(): Promise<string> {
  await get();
  const name = basename(entryFile(), '.json');
  await ecrAuth.helper('erase', ecr, env);
  return `${name}.lock`;
}
