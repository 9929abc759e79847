import { afterAll, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveEndpoint, socketPath } from './endpoint.ts';

const config = mkdtempSync(join(tmpdir(), 'endpoint-'));
afterAll(() => {
  rmSync(config, { recursive: true });
});

const idOf = (name: string) => createHash('sha256').update(name).digest('hex');

function addContext(name: string, endpoint: object): void {
  const folder = join(config, 'contexts/meta', idOf(name));
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'meta.json'),
    JSON.stringify({ Name: name, Endpoints: { docker: endpoint } }),
  );
}

addContext('rootless', { Host: 'unix:///run/user/1001/docker.sock' });
addContext('remote', { Host: 'tcp://build:2376', SkipTLSVerify: false });
mkdirSync(join(config, 'contexts/tls', idOf('remote'), 'docker'), { recursive: true });
writeFileSync(join(config, 'config.json'), '{"currentContext":"rootless"}');

test.each([
  [{}, '/nowhere', { DOCKER_HOST: 'unix:///var/run/docker.sock' }],
  [{}, config, { DOCKER_HOST: 'unix:///run/user/1001/docker.sock' }],
  [{ DOCKER_CONTEXT: 'default' }, config, { DOCKER_HOST: 'unix:///var/run/docker.sock' }],
  [{ DOCKER_HOST: 'unix:///x', DOCKER_CONTEXT: 'remote' }, config, { DOCKER_HOST: 'unix:///x' }],
  [
    { DOCKER_CONTEXT: 'remote' },
    config,
    {
      DOCKER_HOST: 'tcp://build:2376',
      DOCKER_CERT_PATH: join(config, 'contexts/tls', idOf('remote'), 'docker'),
      DOCKER_TLS_VERIFY: '1',
    },
  ],
  [
    { DOCKER_HOST: 'tcp://x:2376', DOCKER_TLS_VERIFY: '1' },
    config,
    { DOCKER_HOST: 'tcp://x:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: config },
  ],
])('with %j and the config in %s the endpoint is %j', async (env, directory, endpoint) => {
  expect(await resolveEndpoint(env, directory)).toEqual(endpoint);
});

test('says which context does not exist', async () => {
  await expect(resolveEndpoint({ DOCKER_CONTEXT: 'nope' }, config)).rejects.toThrow(
    /^The docker context "nope" has no usable docker endpoint in /,
  );
});

test('knows the path of a socket', () => {
  expect(socketPath({ DOCKER_HOST: 'unix:///run/x.sock' })).toBe('/run/x.sock');
  expect(socketPath({ DOCKER_HOST: 'tcp://x:2375' })).toBeUndefined();
});
