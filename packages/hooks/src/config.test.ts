import { expect, test } from '@jest/globals';
import { parseConfig } from './config.ts';

const required = { GITHUB_WORKSPACE: '/w/hello', RUNNER_NAME: 'runner-1', RUNNER_TEMP: '/w/_temp' };

test('takes defaults where nothing is set', () => {
  expect(parseConfig(required)).toEqual({
    runnerName: 'runner-1',
    tempDirectory: '/w/_temp',
    forwardEnv: [],
    pullPolicy: 'always',
    pullConcurrency: 4,
    pullRetrySeconds: 60,
    pullStallSeconds: 60,
    pullSeconds: 3600,
    healthTimeoutSeconds: 900,
    serviceStarts: 'overlapping',
    serviceLogBytes: 262_144,
    pathMap: [],
    eventLogBytes: 67_108_864,
    credentialsFallback: 'on',
    featureDefault: 'on',
    featureOverrides: {},
  });
});

test('reads every setting', () => {
  const config = parseConfig({
    ...required,
    HOOK_DOCKER_CONFIG: '/etc/docker-ecr',
    HOOK_ECR_HELPER: 'off',
    HOOK_FORWARD_ENV: 'VAULT_ADDR, VAULT_TOKEN\tX',
    HOOK_PULL_POLICY: 'missing',
    HOOK_PULL_CONCURRENCY: '1',
    HOOK_PULL_RETRY_TIMEOUT: '30',
    HOOK_PULL_STALL_TIMEOUT: '20',
    HOOK_PULL_TIMEOUT: '900',
    HOOK_HEALTH_TIMEOUT: '60',
    HOOK_SERVICE_STARTS: 'in-turn',
    HOOK_SERVICE_LOG_LIMIT: '1',
    HOOK_PATH_MAP: '/home//runner/./_work/=/srv/work,/=/host',
    HOOK_FEATURE_PULL_POLICY: 'off',
    HOOK_FEATURE_SERVICE_NAMES: 'on',
    HOOK_FEATURE_DEFAULT: 'off',
    HOOK_EVENT_LOG: '/var/log/hooks',
    HOOK_EVENT_LOG_SIZE: '8',
    HOOK_CREDENTIALS_FALLBACK: 'off',
    HOOK_POLICY_FILE: '/etc/policy.yml',
    HOOK_ROLLOUT_FILE: '/etc/rollout.yml',
    HOOK_KILL_SWITCH: '/etc/off',
    HOOK_RUNNER_GROUP: 'canary',
    HOOK_RUNNER_LABELS: 'linux, x64',
    ACTIONS_RUNNER_NETWORK_DRIVER: 'ci',
  });
  expect(config).toMatchObject({
    dockerConfig: '/etc/docker-ecr',
    ecrHelper: 'off',
    forwardEnv: ['VAULT_ADDR', 'VAULT_TOKEN', 'X'],
    pullPolicy: 'missing',
    pullConcurrency: 1,
    pullRetrySeconds: 30,
    pullStallSeconds: 20,
    pullSeconds: 900,
    healthTimeoutSeconds: 60,
    serviceStarts: 'in-turn',
    serviceLogBytes: 1024,
    pathMap: [
      { from: '/home/runner/_work', to: '/srv/work' },
      { from: '/', to: '/host' },
    ],
    featureDefault: 'off',
    featureOverrides: { 'service-names': 'on', 'pull-policy': 'off' },
    eventLog: '/var/log/hooks',
    eventLogBytes: 8_388_608,
    credentialsFallback: 'off',
    policyFile: '/etc/policy.yml',
    rolloutFile: '/etc/rollout.yml',
    killSwitch: '/etc/off',
    runnerGroup: 'canary',
    runnerLabels: ['linux', 'x64'],
    network: 'ci',
  });
});

test('takes a blank value for unset', () => {
  expect(parseConfig({ ...required, HOOK_DOCKER_CONFIG: ' ' }).dockerConfig).toBeUndefined();
});

test('names all problems at once, and no value', () => {
  const env = {
    GITHUB_WORKSPACE: '',
    RUNNER_TEMP: 'tmp',
    HOOK_HEALTH_TIMEOUT: '5m',
    HOOK_PATH_MAP: 'a=/b',
  };
  expect(() => parseConfig(env)).toThrow(
    'The hook cannot start: GITHUB_WORKSPACE is missing; RUNNER_NAME is missing; RUNNER_TEMP must be an absolute path; HOOK_HEALTH_TIMEOUT must be a whole number of seconds; HOOK_PATH_MAP must be pairs such as /from=/to.',
  );
});
