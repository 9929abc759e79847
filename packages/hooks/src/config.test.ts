import { expect, test } from '@jest/globals';
import { parseConfig } from './config.ts';

const required = { GITHUB_WORKSPACE: '/w/hello', RUNNER_NAME: 'runner-1', RUNNER_TEMP: '/w/_temp' };

test('takes defaults where nothing is set', () => {
  expect(parseConfig(required)).toEqual({
    runnerName: 'runner-1',
    tempDirectory: '/w/_temp',
    forwardEnv: [],
    healthTimeoutSeconds: 900,
  });
});

test('reads every setting', () => {
  const config = parseConfig({
    ...required,
    HOOK_DOCKER_CONFIG: '/etc/docker-ecr',
    HOOK_ECR_HELPER: 'off',
    HOOK_FORWARD_ENV: 'VAULT_ADDR, VAULT_TOKEN\tX',
    HOOK_HEALTH_TIMEOUT: '60',
    HOOK_EVENT_LOG: '/var/log/hooks',
    ACTIONS_RUNNER_NETWORK_DRIVER: 'ci',
  });
  expect(config).toMatchObject({
    dockerConfig: '/etc/docker-ecr',
    ecrHelper: 'off',
    forwardEnv: ['VAULT_ADDR', 'VAULT_TOKEN', 'X'],
    healthTimeoutSeconds: 60,
    eventLog: '/var/log/hooks',
    network: 'ci',
  });
});

test('takes a blank value for unset', () => {
  expect(parseConfig({ ...required, HOOK_DOCKER_CONFIG: ' ' }).dockerConfig).toBeUndefined();
});

test('names all problems at once, and no value', () => {
  const env = { GITHUB_WORKSPACE: '', RUNNER_TEMP: 'tmp', HOOK_HEALTH_TIMEOUT: '5m' };
  expect(() => parseConfig(env)).toThrow(
    'The hook cannot start: GITHUB_WORKSPACE is missing; RUNNER_NAME is missing; RUNNER_TEMP must be an absolute path; HOOK_HEALTH_TIMEOUT must be a whole number of seconds.',
  );
});
