import { afterAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  configDirectory,
  credentialHelper,
  readDockerConfig,
  withEntries,
} from './docker-config.ts';

const directory = mkdtempSync(join(tmpdir(), 'docker-config-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function configWith(text: string): string {
  const folder = mkdtempSync(join(directory, 'config-'));
  writeFileSync(join(folder, 'config.json'), text);
  return folder;
}

test('keeps what it does not know', () => {
  const text = '{"proxies":{"default":{"httpProxy":"http://p"}},"credHelpers":{"a":"b"}}';
  expect(readDockerConfig(configWith(text))).toEqual(JSON.parse(text));
});

test('a directory without config.json is an empty config', () => {
  const empty = join(directory, 'empty');
  mkdirSync(empty);
  expect(readDockerConfig(empty)).toEqual({});
});

test.each([
  ['broken JSON', '{"auths": {"ghcr.io": {"auth": "c2VjcmV0'],
  ['another shape', '{"auths": []}'],
  ['an empty file', ''],
])('names the file for %s and quotes nothing of it', (_what, text) => {
  const folder = configWith(text);
  expect(() => readDockerConfig(folder)).toThrow(
    `The docker config ${folder}/config.json (HOOK_DOCKER_CONFIG) cannot be used: it is not the JSON that docker expects.`,
  );
});

test('names a pipe, and does not wait for it', () => {
  const folder = mkdtempSync(join(directory, 'config-'));
  execFileSync('mkfifo', [join(folder, 'config.json')]);
  expect(() => readDockerConfig(folder)).toThrow(
    `${folder}/config.json (HOOK_DOCKER_CONFIG) cannot be used: it is not a file.`,
  );
});

test('names a directory that does not exist', () => {
  expect(() => readDockerConfig(join(directory, 'nope'))).toThrow(/nope\/config\.json .*ENOENT/);
});

test('takes the path of config.json for its directory', () => {
  expect(configDirectory('/etc/docker-ecr/config.json')).toBe('/etc/docker-ecr');
  expect(configDirectory('/etc/docker-ecr')).toBe('/etc/docker-ecr');
});

test('adds entries and changes neither the base nor other hosts', () => {
  const base = { credsStore: 'ecr-login', auths: { 'quay.io': { auth: 'x' } } };
  const merged = withEntries(base, [
    { host: 'docker.io', helper: '', credentials: { username: 'a:b', password: 'p:ä' } },
    { host: 'ecr.example', helper: 'ecr-login' },
  ]);
  expect(merged).toEqual({
    credsStore: 'ecr-login',
    auths: {
      'quay.io': { auth: 'x' },
      'https://index.docker.io/v1/': { auth: Buffer.from('a:b:p:ä').toString('base64') },
    },
    credHelpers: { 'https://index.docker.io/v1/': '', 'ecr.example': 'ecr-login' },
  });
  expect(base).toEqual({ credsStore: 'ecr-login', auths: { 'quay.io': { auth: 'x' } } });
});

test('a host with the name of what every object has is a host like any other', () => {
  const config = readDockerConfig(configWith('{"credHelpers": {"valueOf": "x"}}'));
  expect(credentialHelper(config, 'toString')).toBeUndefined();
  expect(credentialHelper(config, 'valueOf')).toBe('x');
});
