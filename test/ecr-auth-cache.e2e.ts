/** The token cache between processes, against the fake AWS and real pulls. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheEntries, installEcrAuth, tokenCalls, type EcrAuth } from './support/ecr-auth.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, ecr } from './support/fixtures.ts';

const names = Array.from({ length: 20 }, (_, index) => `${ecr}/app${index}:1`);

let environment: Environment;
let ecrAuth: EcrAuth;
beforeAll(async () => {
  environment = await startEnvironment();
  ecrAuth = installEcrAuth(environment);
  for (const name of names) await environment.seedImage([name]);
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
const entries = () => cacheEntries(cache);
const entryFile = () => entries()[0] ?? '';
const secretOf = ({ stdout }: { stdout: string }) =>
  (JSON.parse(stdout) as { Secret: string }).Secret;

test('20 parallel pulls ask AWS once', async () => {
  await environment.aws.setFaults({ on: '^ecr ', delayMs: 300 });
  const answers = await Promise.all(names.map((name) => ecrAuth.pull(name, env)));
  expect(answers.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual(
    names.map(() => [0, '']),
  );
  expect(await calls()).toBe(1);
});

test('20 parallel pulls that AWS refuses ask it once, and all know why', async () => {
  await environment.aws.setFaults({ answer: 403, on: '^ecr ', delayMs: 600 });
  const answers = await Promise.all(names.map(() => get()));
  expect(await calls()).toBeLessThanOrEqual(2);
  for (const { exitCode, stdout } of answers) {
    expect(exitCode).toBe(1);
    expect(stdout).toContain('denies access');
  }
});

test('one token is good for all accounts of a region, another region has its own', async () => {
  const first = await get();
  expect(secretOf(await get('210987654321.dkr.ecr.us-east-1.amazonaws.com'))).toBe(secretOf(first));
  expect(secretOf(await get('123456789012.dkr.ecr.eu-west-1.amazonaws.com'))).not.toBe(
    secretOf(first),
  );
  expect(await calls()).toBe(2);
});

test('another identity never gets the token of this one', async () => {
  await get();
  const other = { accessKeyId: 'AKIAOTHEROTHEROTHER1', secretAccessKey: 'another' };
  await environment.aws.addKey(other);
  env = { ...env, AWS_ACCESS_KEY_ID: other.accessKeyId, AWS_SECRET_ACCESS_KEY: 'another' };
  await get();
  expect((await environment.aws.requests()).map(({ accessKeyId }) => accessKeyId)).toEqual([
    environment.credentials.accessKeyId,
    other.accessKeyId,
  ]);
});

test('a token is replaced at half of its life, and an expired one is never returned', async () => {
  await environment.aws.setTokenTtl(4);
  const first = secretOf(await get());
  expect(secretOf(await get())).toBe(first);
  await new Promise((resolve) => setTimeout(resolve, 2_400));
  const answer = await get();
  expect(answer.stderr).toBe('');
  const second = secretOf(answer);
  expect(second).not.toBe(first);
  await environment.aws.setFaults({ answer: 403, on: '^ecr ' });
  await new Promise((resolve) => setTimeout(resolve, 4_100));
  expect(await get()).toMatchObject({ exitCode: 1 });
});

test('a token that is still good is used when the API fails, with a line that says so', async () => {
  await environment.aws.setTokenTtl(8);
  const first = secretOf(await get());
  await new Promise((resolve) => setTimeout(resolve, 4_600));
  await environment.aws.setFaults({ answer: 500, on: '^ecr ' });
  const answer = await get();
  expect(secretOf(answer)).toBe(first);
  expect(answer.stderr).toMatch(/failure of its own .* A token from before is used, good until 20/);
});

test('erase drops the token, so that the next one is new', async () => {
  const first = secretOf(await get());
  expect(await ecrAuth.helper('erase', ecr, env)).toMatchObject({ exitCode: 0, stdout: '' });
  expect(entries()).toEqual([]);
  expect(secretOf(await get())).not.toBe(first);
});

test('list names the registries with a good token, store keeps nothing', async () => {
  expect(await ecrAuth.helper('list', 'unused', env)).toMatchObject({ stdout: '{}\n' });
  await get();
  const { stdout } = await ecrAuth.helper('list', 'unused', env);
  expect(JSON.parse(stdout)).toEqual({ [`https://${ecr}`]: 'AWS' });
  const login = { ServerURL: ecr, Username: 'AWS', Secret: 'of a docker login' };
  const stored = await ecrAuth.helper('store', JSON.stringify(login), env);
  expect(stored).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  expect(readFileSync(entryFile(), 'utf8')).not.toContain('of a docker login');
});

test('a stray docker login works and stores nothing', async () => {
  const config = join(environment.directory, 'stray-login');
  mkdirSync(config);
  const file = join(config, 'config.json');
  writeFileSync(file, JSON.stringify({ credHelpers: { [ecr]: 'ecr-auth' } }));
  const password = secretOf(await get());
  const login = await environment.run(
    ['docker', 'login', '--username', 'AWS', '--password-stdin', ecr],
    {
      env: {
        PATH: ecrAuth.path,
        HOME: environment.directory,
        DOCKER_CONFIG: config,
        DOCKER_HOST: environment.dockerHost,
        ...env,
      },
      input: password,
    },
  );
  expect(login).toMatchObject({ exitCode: 0, stdout: 'Login Succeeded\n' });
  expect(readFileSync(file, 'utf8')).not.toContain(
    Buffer.from(`AWS:${password}`).toString('base64'),
  );
});

test('files are for this user only, and hold no key', async () => {
  await get();
  expect(statSync(cache).mode & 0o777).toBe(0o700);
  expect(statSync(join(cache, 'v1')).mode & 0o777).toBe(0o700);
  expect(statSync(entryFile()).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(cache, 'v1'))).toHaveLength(1);
  const content = readFileSync(entryFile(), 'utf8');
  expect(content).not.toContain(environment.credentials.accessKeyId);
  expect(content).not.toContain(environment.credentials.secretAccessKey);
});

test('without a cache nothing is written', async () => {
  env = { ...env, ECR_AUTH_DISABLE_CACHE: 'true' };
  await get();
  await get();
  expect(await calls()).toBe(2);
  expect(existsSync(cache)).toBe(false);
});

test('the clock of a machine that is wrong is corrected by that of AWS', async () => {
  const shift = join(environment.directory, 'shift.cjs');
  writeFileSync(
    shift,
    `const Real = Date; const by = 3600_000;
globalThis.Date = class extends Real {
  constructor(...args) { args.length ? super(...args) : super(Real.now() + by); }
  static now() { return Real.now() + by; }
};`,
  );
  env = { ...env, NODE_OPTIONS: `--require ${shift}` };
  expect(await ecrAuth.pull(`${ecr}/app1:1`, env)).toMatchObject({ exitCode: 0, stderr: '' });
  const { expiresAt } = JSON.parse(readFileSync(entryFile(), 'utf8')) as { expiresAt: string };
  // Twelve hours by AWS's clock are twelve hours from now by the one that is an hour ahead.
  const life = new Date(expiresAt).getTime() - (Date.now() + 3600_000);
  expect(Math.abs(life - 12 * 3600_000)).toBeLessThan(60_000);
});
