import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineOptions } from '../../test/engine-options.ts';
import { noClient } from '../../test/no-client.ts';
import type { Docker } from './docker.ts';
import { createEngine, type EngineOptions } from './engine.ts';
import { unixTime } from './engine-events.ts';

const directory = mkdtempSync(join(tmpdir(), 'requests-test-'));
const path = join(directory, 'engine.sock');
/** Method and path of each request, as they came. */
let requests: string[] = [];
/** What the daemon says; `{}` unless a test has something else. */
let answer: (response: ServerResponse) => unknown;
const server = createServer((incoming, response) => {
  requests.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
  answer(response);
});
beforeAll(() => new Promise<void>((resolve) => server.listen(path, resolve)));
beforeEach(() => {
  requests = [];
  answer = (response) => response.end('{}');
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true });
});

const engine = (options: Partial<EngineOptions> = {}): Docker =>
  createEngine(noClient, { ...engineOptions(path), ...options });

const odd = '../images/prune?x=#/y z';

test.each<[string, (docker: Docker) => Promise<unknown>]>([
  ['POST /containers/IT/start', (docker) => docker.start(odd, 'app')],
  ['DELETE /containers/IT?force=1&v=1', (docker) => docker.removeContainers([odd])],
  ['DELETE /networks/IT', (docker) => docker.removeNetworks([odd])],
  ['DELETE /images/IT?force=1&noprune=1', (docker) => docker.removeImages([odd])],
  ['GET /images/IT/json', (docker) => docker.findImage(odd).catch(() => undefined)],
  ['GET /containers/IT/json', (docker) => docker.inspect([odd]).catch(() => undefined)],
  ['HEAD /containers/c/archive?path=IT', (docker) => docker.hasFile('c', odd)],
  [
    'GET /networks?filters=' + encodeURIComponent(JSON.stringify({ label: [odd] })),
    (docker) => docker.list('network', [odd]).catch(() => undefined),
  ],
])('%s: whatever a value is, it stays one part of the path', async (line, ask) => {
  await ask(engine());
  expect(requests).toEqual([line.replace('IT', encodeURIComponent(odd))]);
});

test('nothing to do is nothing to ask', async () => {
  const docker = engine();
  await docker.removeContainers([]);
  await docker.removeNetworks([]);
  await docker.removeImages([]);
  expect(await docker.inspect([])).toEqual([]);
  expect(requests).toEqual([]);
});

test('a debug log tells of each request, without what is in its body', async () => {
  const told: string[] = [];
  answer = (response) => response.end('{"Id": "n"}');
  await engine({ onRequest: (line) => told.push(line) }).createNetwork('n', { secret: 'planted' });
  expect(told).toEqual(['POST /networks/create']);
});

test.each<[string, (response: ServerResponse) => unknown, (docker: Docker) => Promise<unknown>]>([
  [
    'that says how long it is',
    (response) => response.writeHead(201, { 'content-length': 11 }).write('{"Id": "n"}'),
    (docker) => docker.createNetwork('n', {}),
  ],
  [
    'without a body',
    (response) => {
      response.writeHead(204).flushHeaders();
    },
    (docker) => docker.start('c', 'app'),
  ],
])('an answer %s is there before its connection ends', async (_what, begin, ask) => {
  answer = (response) => begin(response);
  await ask(engine());
  expect(requests).toHaveLength(1);
});

test('an answer that says how long it is may come in pieces, and more than that is not read', async () => {
  answer = async (response) => {
    response.socket?.write('HTTP/1.0 201 Created\r\nContent-Length: 11\r\n\r\n{"Id"');
    await new Promise((resolve) => setTimeout(resolve, 20));
    response.socket?.end(': "n"}');
  };
  await engine().createNetwork('n', {});
  answer = (response) =>
    response.socket?.end(
      'HTTP/1.0 404 Not Found\r\nContent-Length: 18\r\n\r\n{"message": "gone"}rest',
    );
  await expect(engine().createNetwork('n', {})).rejects.toThrow('gone');
});

test('says what it was doing when the daemon answers with something else', async () => {
  await expect(engine().list('container', ['a=b'])).rejects.toMatchObject({
    message: `docker container ls failed: The connection to the Docker daemon at unix://${path} broke: its answer is not one of the Engine API.`,
    reason: 'daemon',
  });
});

test('a cancel ends a request that the daemon does not answer, with its reason', async () => {
  const controller = new AbortController();
  answer = () => {
    controller.abort(new Error('cancelled'));
  };
  const { signal } = controller;
  await expect(engine({ signal }).start('c', 'app')).rejects.toThrow('cancelled');
  await expect(engine({ signal }).start('c', 'app')).rejects.toThrow('cancelled');
  expect(requests).toEqual(['POST /containers/c/start']);
});

test('a network that is being made when a cancel comes is waited for', async () => {
  const controller = new AbortController();
  let isMade = false;
  answer = (response) => {
    controller.abort(new Error('cancelled'));
    setTimeout(() => {
      isMade = true;
      response.end('{"Id": "n"}');
    }, 50);
  };
  const docker = engine({ signal: controller.signal });
  await docker.createNetwork('n', {});
  expect(isMade).toBe(true);
  await expect(docker.createNetwork('other', {})).rejects.toThrow('cancelled');
  expect(requests).toEqual(['POST /networks/create']);
});

test('many requests at once are no reason for a warning of node', async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on('warning', onWarning);
  const ids = Array.from({ length: 50 }, (_, index) => `c${String(index)}`);
  await engine({ signal: new AbortController().signal }).removeContainers(ids);
  await new Promise(setImmediate);
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
  expect(requests).toHaveLength(50);
});

test.each([
  ['2026-11-20T10:00:00Z', '1795168800.000000000'],
  ['2026-11-20T10:00:00.123456789Z', '1795168800.123456789'],
  ['2026-11-20T12:00:00.5+02:00', '1795168800.500000000'],
  ['0', '0'],
])('the moment %s is %s to the daemon', (time, seconds) => {
  expect(unixTime(time)).toBe(seconds);
});
