/** `ecr-auth doctor`: every check, in order and out of order. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installEcrAuth, type EcrAuth } from './support/ecr-auth.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, noIdentity } from './support/fixtures.ts';

let environment: Environment;
let ecrAuth: EcrAuth;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([`${ecr}/app:1`]);
  ecrAuth = installEcrAuth(environment);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});
afterEach(async () => {
  await environment.aws.setFaults();
  await environment.registry.setFaults();
});

interface Report {
  ok: boolean;
  checks: { check: string; status: string; text: string; fix?: string }[];
}

async function examine(env: Record<string, string>, image = `${ecr}/app:1`) {
  const DOCKER_HOST = environment.dockerHost;
  const DOCKER_CONFIG = dockerConfig(environment, { credHelpers: { [ecr]: 'ecr-auth' } });
  const all = { DOCKER_HOST, DOCKER_CONFIG, ...env };
  const { exitCode, stdout } = await ecrAuth.cli(['doctor', '--json', `--image=${image}`], all);
  const report = JSON.parse(stdout) as Report;
  expect(exitCode).toBe(report.ok ? 0 : 1);
  return { report, failed: report.checks.filter(({ status }) => status === 'fail'), stdout };
}

test('doctor finds everything in order', async () => {
  const { report, stdout } = await examine(awsIdentity(environment));
  expect(report.checks.filter(({ status }) => status === 'fail')).toEqual([]);
  const names = report.checks.map(({ check }) => check);
  for (const name of ['docker config', 'coverage', 'credential helper', 'credentials', 'identity'])
    expect(names).toContain(name);
  for (const name of ['token', 'registry', 'image', 'docker daemon', 'hook', 'settings'])
    expect(names).toContain(name);
  expect(stdout).toContain('arn:aws:iam::123456789012:user/ci');
  expect(stdout).not.toContain(environment.credentials.secretAccessKey);
});

test('doctor takes the environment of a runner from its .env', async () => {
  const folder = dockerConfig(environment, {});
  const lines = {
    ...awsIdentity(environment),
    HOOK_DOCKER_CONFIG: folder,
    HOOK_ECR_HELPER: 'ecr-auth',
    DOCKER_HOST: environment.dockerHost,
  };
  const file = join(folder, '.env');
  const text = Object.entries(lines).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(file, text.join(''));
  const args = ['doctor', '--json', '--image', `${ecr}/app:1`, '--runner-env', file];
  const { stdout } = await ecrAuth.cli(args);
  const { ok, checks } = JSON.parse(stdout) as Report;
  expect(ok).toBe(true);
  expect(checks.map(({ text }) => text)).toContain(
    `${ecr} is not listed; the hook takes docker-credential-ecr-auth`,
  );
});

test('doctor prints a table for people', async () => {
  const env = { ...awsIdentity(environment), DOCKER_HOST: environment.dockerHost };
  const { stdout } = await ecrAuth.cli(['doctor', '--image', `${ecr}/app:1`], env);
  expect(stdout).toMatch(/^ok {4}registry {11}123456789012\.dkr\.ecr/m);
  expect(stdout).toMatch(/fix: /);
  expect(stdout).toMatch(/\d+ ok, \d+ warnings, \d+ failed/);
});

test.each<[string, () => Record<string, string>, string, RegExp, RegExp]>([
  [
    'no identity',
    () => noIdentity,
    'credentials',
    /no AWS credentials\. Tried environment: .*; web identity/,
    /Give the process an identity/,
  ],
  [
    'a wrong secret',
    () => ({ ...awsIdentity(environment), AWS_SECRET_ACCESS_KEY: 'x' }),
    'token',
    /refuses the signature/,
    /Set AWS_SECRET_ACCESS_KEY again/,
  ],
  [
    'a docker config without the host',
    () => ({ ...awsIdentity(environment), DOCKER_CONFIG: dockerConfig(environment, {}) }),
    'coverage',
    /no credential helper for 123456789012/,
    /ecr-auth config --registry/,
  ],
  [
    'a helper that is missing',
    () => ({
      ...awsIdentity(environment),
      DOCKER_CONFIG: dockerConfig(environment, { credHelpers: { [ecr]: 'gone' } }),
    }),
    'credential helper',
    /docker-credential-gone is not on PATH/,
    /Install docker-credential-gone/,
  ],
  [
    'a daemon that is not there',
    () => ({ ...awsIdentity(environment), DOCKER_HOST: 'unix:///nowhere.sock' }),
    'docker daemon',
    /\/nowhere\.sock does not answer: ENOENT/,
    /Start the daemon/,
  ],
  [
    'a hook that is not there',
    () => ({ ...awsIdentity(environment), ACTIONS_RUNNER_CONTAINER_HOOKS: '/nowhere.js' }),
    'hook',
    /\/nowhere\.js does not exist/,
    /\.env file of the runner/,
  ],
])('doctor names %s', async (_what, env, check, text, fix) => {
  const { failed } = await examine(env());
  const found = failed.find((finding) => finding.check === check);
  expect(found?.text).toMatch(text);
  expect(found?.fix).toMatch(fix);
});

test('doctor tells a tag that is missing from a registry that denies it', async () => {
  const missing = await examine(awsIdentity(environment), `${ecr}/app:nope`);
  expect(missing.failed).toMatchObject([{ check: 'image', text: expect.stringMatching(/404/) }]);
  await environment.registry.setFaults({ answer: 403, on: '/manifests/' });
  const denied = await examine(awsIdentity(environment));
  expect(denied.failed).toMatchObject([{ fix: expect.stringMatching(/ecr:BatchGetImage/) }]);
});

test('doctor checks public images by the token service of the public registry', async () => {
  await environment.seedImage(['public.ecr.aws/app:1']);
  const config = { credHelpers: { 'public.ecr.aws': 'ecr-auth' } };
  const env = { ...awsIdentity(environment), DOCKER_CONFIG: dockerConfig(environment, config) };
  expect((await examine(env, 'public.ecr.aws/app:1')).failed).toEqual([]);
});
