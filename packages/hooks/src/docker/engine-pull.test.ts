import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineOptions } from '../../test/engine-options.ts';
import { noClient } from '../../test/no-client.ts';
import { createEngine, type EngineOptions } from './engine.ts';
import type { RegistryCredentials } from './docker.ts';

const directory = mkdtempSync(join(tmpdir(), 'engine-pull-test-'));
const path = join(directory, 'engine.sock');
let requests: { url: URL; auth: string | undefined }[] = [];
let answer: (response: ServerResponse) => unknown;
const server = createServer(({ url = '', headers }: IncomingMessage, response) => {
  const auth = headers['x-registry-auth'];
  requests.push({
    url: new URL(url, 'http://docker'),
    auth: auth === undefined ? auth : String(auth),
  });
  answer(response);
});
beforeAll(() => new Promise<void>((resolve) => server.listen(path, resolve)));
beforeEach(() => {
  requests = [];
  answer = (response) => response.end();
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true });
});

interface PullOptions extends Partial<EngineOptions> {
  credentials?: RegistryCredentials;
  platform?: string;
}

/** Pulls, and tells the lines that docker's client would have printed. */
async function pull(image: string, options: PullOptions = {}): Promise<string[]> {
  const { credentials, platform, ...engine } = options;
  const lines: string[] = [];
  const { pullWith } = createEngine(noClient, { ...engineOptions(path), ...engine });
  const { signal } = new AbortController();
  const onLine = (line: string) => lines.push(line);
  await pullWith?.(image, credentials, { platform, signal, onLine });
  return lines;
}

const digest = `sha256:${'a'.repeat(64)}`;

test.each([
  ['redis', 'docker.io/library/redis', 'latest'],
  ['octo/app:1', 'docker.io/octo/app', '1'],
  ['ghcr.io/octo/app', 'ghcr.io/octo/app', 'latest'],
  ['localhost:5000/app:1', 'localhost:5000/app', '1'],
  [`ghcr.io/octo/app:1@${digest}`, 'ghcr.io/octo/app', digest],
])('asks for %s, never for all tags of a repository', async (image, fromImage, tag) => {
  await pull(image);
  expect(requests.map(({ url }) => [url.pathname, ...url.searchParams])).toEqual([
    ['/images/create', ['fromImage', fromImage], ['tag', tag]],
  ]);
});

test('asks for the platform of the options, else for that of the runner', async () => {
  const clientEnv = { DOCKER_DEFAULT_PLATFORM: 'linux/ARM64' };
  await pull('redis', { clientEnv, platform: 'linux/amd64' });
  await pull('redis', { clientEnv });
  expect(requests.map(({ url }) => url.searchParams.get('platform'))).toEqual([
    'linux/amd64',
    'linux/arm64',
  ]);
});

test.each([1, 2, 3])(
  'shows the credentials as docker does, padding included: %d',
  async (length) => {
    const credentials = { username: 'AWS', password: '?>ü'.repeat(length) };
    const told: string[] = [];
    await pull('redis', { credentials, onRequest: (line) => told.push(line) });
    const [request] = requests;
    expect(request?.auth).toMatch(/^[\w-]+={0,2}$/);
    expect((request?.auth?.length ?? 1) % 4).toBe(0);
    expect(JSON.parse(Buffer.from(request?.auth ?? '', 'base64url').toString())).toEqual(
      credentials,
    );
    expect(told.join()).not.toContain(request?.auth);
  },
);

test('shows nothing where there are no credentials', async () => {
  await pull('redis');
  expect(requests).toEqual([expect.objectContaining({ auth: undefined })]);
});

test('reports in the lines of the client, and once of each byte that has come', async () => {
  const said = [
    { status: 'Pulling from library/redis', id: '7' },
    { status: 'Pulling fs layer', progressDetail: {}, id: '0123456789ab' },
    { status: 'Downloading', progressDetail: { current: 1 }, progress: '[=>]', id: '0123456789ab' },
    { status: 'Downloading', progressDetail: { current: 1 }, progress: '[=>]', id: '0123456789ab' },
    { status: 'Downloading', progressDetail: { current: 2 }, progress: '[=>]', id: '0123456789ab' },
    { status: 'Pull complete', progressDetail: {}, id: '0123456789ab' },
    { status: 'Status: Downloaded newer image for redis:7' },
  ].map((message) => `${JSON.stringify(message)}\r\n`);
  answer = (response) => response.end(`${said.join('')}not JSON\n`);
  expect(await pull('redis:7')).toEqual([
    '7: Pulling from library/redis',
    '0123456789ab: Pulling fs layer',
    '0123456789ab: Downloading',
    '0123456789ab: Downloading',
    '0123456789ab: Pull complete',
    'Status: Downloaded newer image for redis:7',
  ]);
});

test('a pull that fails in the midst is an error, whatever its status was', async () => {
  answer = (response) =>
    response.end(
      '{"status":"Pulling fs layer","id":"a"}\n{"errorDetail":{},"error":"unexpected EOF"}\n',
    );
  await expect(pull('redis')).rejects.toMatchObject({
    message: 'docker pull redis failed: unexpected EOF.',
    reason: 'transient',
  });
});

test('a refusal has the words of the daemon', async () => {
  const message = 'manifest for redis:nope not found: manifest unknown: manifest unknown';
  answer = (response) => response.writeHead(404).end(JSON.stringify({ message }));
  await expect(pull('redis:nope')).rejects.toMatchObject({ reason: 'not-found' });
});

test.each([
  ['1', false],
  ['yes', false],
  ['0', true],
  ['False', true],
  ['', true],
])('with DOCKER_CONTENT_TRUST=%s it can pull: %s', (DOCKER_CONTENT_TRUST, can) => {
  const clientEnv = { DOCKER_CONTENT_TRUST };
  const engine = createEngine(noClient, { ...engineOptions(path), clientEnv });
  expect(engine.pullWith !== undefined).toBe(can);
});
