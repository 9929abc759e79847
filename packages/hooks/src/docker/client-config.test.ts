import { afterAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientReadsConfig } from './client-config.ts';

const directory = mkdtempSync(join(tmpdir(), 'client-config-test-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function configOf(name: string, text: string): string {
  const folder = join(directory, name, '.docker');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), text);
  return folder;
}
const proxies = configOf('proxies', '{"proxies":{"default":{"httpProxy":"http://proxy:3128"}}}');
const plain = configOf('plain', '{"auths":{}}');
const none = join(directory, 'none');

test.each([
  ['no config', none, {}, false],
  ['a config without proxies', plain, {}, false],
  ['proxies', proxies, {}, true],
  ['the proxies of the runner, which do not count', plain, { DOCKER_CONFIG: proxies }, false],
  ['proxies in the default of the runner', undefined, { DOCKER_CONFIG: proxies }, true],
  ['proxies in its home', undefined, { HOME: join(directory, 'proxies') }, true],
  ['a home without', undefined, { HOME: join(directory, 'plain') }, false],
  ['a config that cannot be read', join(plain, 'config.json'), {}, true],
  ['a platform', none, { DOCKER_DEFAULT_PLATFORM: 'linux/amd64' }, true],
  ['trust', none, { DOCKER_CONTENT_TRUST: '1' }, true],
  ['no trust', none, { DOCKER_CONTENT_TRUST: '0' }, false],
])("with %s docker's client may have to make containers", (_what, config, env, expected) => {
  expect(clientReadsConfig(env, config)).toBe(expected);
});
