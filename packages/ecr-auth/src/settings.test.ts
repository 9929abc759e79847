import { expect, test } from '@jest/globals';
import { homedir } from 'node:os';
import { parseSettings } from './settings.ts';

test('everything has a default: no setting is needed', () => {
  expect(parseSettings({ ECR_AUTH_TIMEOUT: ' ' })).toEqual({
    rulesFile: undefined,
    cacheDirectory: `${homedir()}/.ecr-auth`,
    timeoutMs: 15_000,
    connectTimeoutMs: 2_000,
    metadataTimeoutMs: 1_000,
  });
});

test('takes each setting', () => {
  const env = {
    ECR_AUTH_CONFIG: '/etc/ecr-auth.json',
    ECR_AUTH_CACHE_DIR: '/var/cache/ecr',
    ECR_AUTH_TIMEOUT: '60',
    ECR_AUTH_CONNECT_TIMEOUT: '5',
    ECR_AUTH_IMDS_TIMEOUT: '3',
  };
  expect(parseSettings(env)).toEqual({
    rulesFile: '/etc/ecr-auth.json',
    cacheDirectory: '/var/cache/ecr',
    timeoutMs: 60_000,
    connectTimeoutMs: 5_000,
    metadataTimeoutMs: 3_000,
  });
});

test.each([
  ['true', undefined],
  ['1', undefined],
  ['false', '/c'],
])('ECR_AUTH_DISABLE_CACHE=%s', (ECR_AUTH_DISABLE_CACHE, cacheDirectory) => {
  const settings = parseSettings({ ECR_AUTH_CACHE_DIR: '/c', ECR_AUTH_DISABLE_CACHE });
  expect(settings.cacheDirectory).toBe(cacheDirectory);
});

test.each(['0', '-1', '1.5', 'Infinity', '1e3', '100000'])('refuses %s seconds', (value) => {
  expect(() => parseSettings({ ECR_AUTH_TIMEOUT: value })).toThrow(
    `ECR_AUTH_TIMEOUT is "${value}", not a whole number of seconds`,
  );
});

test('names all that is wrong at once', () => {
  const env = { ECR_AUTH_CONFIG: 'here', ECR_AUTH_DISABLE_CACHE: 'perhaps' };
  expect(() => parseSettings(env)).toThrow(/ECR_AUTH_DISABLE_CACHE.*ECR_AUTH_CONFIG/);
});
