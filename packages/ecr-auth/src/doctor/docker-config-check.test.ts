import { afterAll, expect, test } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkDockerConfig } from './docker-config-check.ts';

const folder = mkdtempSync(join(tmpdir(), 'docker-config-check-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

/** A PATH with these credential helpers. */
function pathWith(...helpers: string[]): string {
  const bin = mkdtempSync(join(folder, 'bin-'));
  for (const name of helpers) {
    const program = join(bin, `docker-credential-${name}`);
    writeFileSync(program, '');
    chmodSync(program, 0o755);
  }
  return bin;
}

function configOf(content: object): string {
  const directory = mkdtempSync(join(folder, 'config-'));
  writeFileSync(join(directory, 'config.json'), JSON.stringify(content));
  return directory;
}

function coverageOf(name: string, env: NodeJS.ProcessEnv) {
  const { findings, helperFor } = checkDockerConfig(env, name);
  const found = findings.find(({ check }) => check === 'coverage');
  return { status: found?.status, text: found?.text, fix: found?.fix, helper: helperFor(name) };
}

const hookConfig = (content: object = {}) => ({ HOOK_DOCKER_CONFIG: configOf(content) });

test.each<[string, NodeJS.ProcessEnv, string]>([
  ['the first on PATH', { PATH: pathWith('ecr-auth', 'ecr-login') }, 'ecr-login'],
  ['the only one on PATH', { PATH: pathWith('ecr-auth') }, 'ecr-auth'],
  ['the one that is set', { PATH: pathWith('ecr-login'), HOOK_ECR_HELPER: 'ecr-auth' }, 'ecr-auth'],
])('for a host that is not listed the hook takes %s', (_what, env, helper) => {
  expect(coverageOf(host, { ...env, ...hookConfig() })).toMatchObject({
    status: 'ok',
    text: `${host} is not listed; the hook takes docker-credential-${helper}`,
    helper,
  });
});

test.each<[NodeJS.ProcessEnv, RegExp]>([
  [{ PATH: pathWith('ecr-login'), HOOK_ECR_HELPER: 'off' }, /HOOK_ECR_HELPER is off$/],
  [{ PATH: pathWith() }, /neither docker-credential-ecr-login nor .* is on PATH \(.+\)$/],
])('a hook without a helper fails: %j', (env, why) => {
  expect(coverageOf(host, { ...env, ...hookConfig() })).toMatchObject({
    status: 'fail',
    text: expect.stringMatching(why),
    helper: undefined,
  });
});

test('without HOOK_DOCKER_CONFIG nobody takes a host that is not listed', () => {
  const env = { PATH: pathWith('ecr-login'), DOCKER_CONFIG: configOf({}) };
  expect(coverageOf(host, env)).toMatchObject({ status: 'fail', helper: undefined });
});

test('a stored password is used as it is, by the hook too', () => {
  const env = { PATH: pathWith('ecr-login'), ...hookConfig({ auths: { [host]: { auth: 'x' } } }) };
  expect(coverageOf(host, env)).toMatchObject({ status: 'warn', helper: undefined });
});

test('an empty helper keeps the store from a host', () => {
  const env = { DOCKER_CONFIG: configOf({ credsStore: 'pass', credHelpers: { [host]: '' } }) };
  expect(coverageOf(host, env)).toMatchObject({ status: 'fail', helper: undefined });
});

test('of a host that is not of ECR nothing is asked', () => {
  expect(coverageOf('docker.io', hookConfig())).toMatchObject({ status: undefined });
});
