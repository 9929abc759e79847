import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../docker/client.ts';
import { withConfigDirectory, type HostAuth } from './config-directory.ts';

const directory = mkdtempSync(join(tmpdir(), 'config-directory-'));
const umask = process.umask(0);
afterAll(() => {
  process.umask(umask);
  rmSync(directory, { recursive: true });
});

const tempDirectory = join(directory, 'temp');
const shared = { directory: join(directory, 'shared'), config: { credHelpers: { a: 'b' } } };
for (const folder of [tempDirectory, shared.directory]) mkdirSync(folder);
writeFileSync(join(shared.directory, 'config.json'), JSON.stringify(shared.config));

// docker writes what it was logged in with by itself; this one lets everybody read it.
const program = join(directory, 'docker');
writeFileSync(program, '#!/bin/sh\ncat > "$DOCKER_CONFIG/login"\n', { mode: 0o755 });
const env = { PATH: process.env['PATH'] ?? '' };
const find = () => ({ program, env: { plain: env, authenticated: env } });
const docker = createClient({ tempDirectory, signal: undefined, find });

const credentials = { username: 'octo', password: 'secret' };
const given: HostAuth = { host: 'ghcr.io', auth: { kind: 'credentials', credentials } };
const loggedIn: HostAuth = { host: 'ghcr.io', auth: { kind: 'login', credentials } };
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

afterEach(() => {
  expect(readdirSync(tempDirectory)).toEqual([]);
  expect(readdirSync(shared.directory)).toEqual(['config.json']);
  expect(readFileSync(join(shared.directory, 'config.json'), 'utf8')).toBe(
    '{"credHelpers":{"a":"b"}}',
  );
});

describe.each([
  ['with credentials', given, 'config.json'],
  ['that docker logs in to', loggedIn, 'login'],
])('a docker config %s', (_what, host, file) => {
  const use = <T>(work: (config: string) => T) =>
    withConfigDirectory([host], { shared, tempDirectory, docker }, (config = '') =>
      Promise.resolve(work(config)),
    );

  test('is for the runner alone, whatever the umask', async () => {
    await use((config) => {
      expect(config.startsWith(join(tempDirectory, 'ecr-runner-hooks-'))).toBe(true);
      expect([modeOf(config), modeOf(join(config, 'config.json'))]).toEqual(['700', '600']);
      expect(readFileSync(join(config, file), 'utf8')).toMatch(/secret|b2N0bzpzZWNyZXQ=/);
    });
  });

  test('is gone when it has been used, also when that failed', async () => {
    const fail = use(() => {
      throw new Error('no');
    });
    await expect(fail).rejects.toThrow('no');
  });

  test('has another name each time', async () => {
    expect(await use((config) => config)).not.toBe(await use((config) => config));
  });
});

test('contexts, plugins and certificates are those of the config that it is made of', async () => {
  await withConfigDirectory([given], { shared, tempDirectory, docker }, (config = '') => {
    for (const name of ['cli-plugins', 'contexts', 'tls'])
      expect(readlinkSync(join(config, name))).toBe(join(shared.directory, name));
    return Promise.resolve();
  });
});

test('a config that needs nothing more is used as it is', async () => {
  const base = { shared, tempDirectory, docker };
  const used = await withConfigDirectory([], base, (config) => Promise.resolve(config));
  expect(used).toBe(shared.directory);
});
