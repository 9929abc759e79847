import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEnvRelay, type EnvRelay } from './env-relay.ts';

const directory = mkdtempSync(join(tmpdir(), 'relay-'));
const daemonSocket = join(directory, 'daemon.sock');
let daemon: Server;
let relay: EnvRelay;
let releaseWait: () => void;

/** Answers with what it was asked; `wait` keeps its body back; an upgrade echoes in capitals. */
beforeAll(async () => {
  const released = new Promise<void>((resolve) => {
    releaseWait = resolve;
  });
  daemon = createServer((incoming, response) => {
    void text(incoming).then(async (body) => {
      response.writeHead(201, { 'x-daemon': 'yes' });
      response.flushHeaders();
      if (incoming.url?.endsWith('/wait')) await released;
      if (incoming.url?.endsWith('/dies')) response.destroy();
      response.end(JSON.stringify({ method: incoming.method, url: incoming.url, body }));
    });
  });
  daemon.on('upgrade', (_incoming, socket) => {
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
    socket.on('data', (chunk: Buffer) => socket.write(chunk.toString().toUpperCase()));
    socket.on('end', () => socket.end('bye'));
  });
  await new Promise<void>((resolve) => daemon.listen(daemonSocket, resolve));
  const endpoint = { DOCKER_HOST: `unix://${daemonSocket}` };
  relay = await startEnvRelay(endpoint, ['MULTI=a\nb', 'two words=x'], directory);
});
afterAll(() => {
  relay.close();
  daemon.close();
  rmSync(directory, { recursive: true });
});

const socketPath = () => (relay.endpoint['DOCKER_HOST'] ?? '').slice('unix://'.length);

function send(method: string, path: string, body = ''): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request({ socketPath: socketPath(), method, path }, resolve).on('error', reject).end(body);
  });
}

async function echoed(method: string, path: string, body?: string) {
  const answer = await send(method, path, body);
  const document = JSON.parse(await text(answer)) as { method: string; url: string; body: string };
  return { ...document, status: answer.statusCode, header: answer.headers['x-daemon'] };
}

test.each(['/v1.41/containers/create?name=x', '/containers/create', '/v1.51/containers/abc/exec'])(
  'adds the variables to POST %s',
  async (path) => {
    const { body, status, header } = await echoed('POST', path, '{"Image":"i","Env":["A=1"]}');
    expect(JSON.parse(body)).toEqual({ Image: 'i', Env: ['A=1', 'MULTI=a\nb', 'two words=x'] });
    expect([status, header]).toEqual([201, 'yes']);
  },
);

test('a daemon that goes away in the middle of an answer is no daemon that waits', async () => {
  const answer = await send('POST', '/containers/abc/dies');
  await expect(text(answer)).rejects.toThrow('aborted');
}, 5000);

test('adds them where there are none', async () => {
  const { body } = await echoed('POST', '/containers/create', '{"Env":null}');
  expect(JSON.parse(body)).toEqual({ Env: ['MULTI=a\nb', 'two words=x'] });
});

test.each([
  ['GET', '/containers/create', ''],
  ['POST', '/containers/abc/start', '{"Env":[]}'],
  ['POST', '/exec/abc/start', '{}'],
  ['POST', '/images/create?fromImage=x', 'x'.repeat(500_000)],
])('passes %s %s on unread', async (method, path, body) => {
  expect(await echoed(method, path, body)).toMatchObject({ method, url: path, body });
});

test('passes headers on before there is a body, as `wait` needs it', async () => {
  const answer = await send('POST', '/containers/abc/wait');
  expect(answer.statusCode).toBe(201);
  await sleep(20);
  releaseWait();
  expect(await text(answer)).toContain('wait');
});

test('tunnels a hijacked connection both ways, to the end', async () => {
  const body = await new Promise<string>((resolve, reject) => {
    const headers = { Connection: 'Upgrade', Upgrade: 'tcp' };
    request({ socketPath: socketPath(), method: 'POST', path: '/exec/abc/start', headers })
      .on('upgrade', (_answer, socket, head) => {
        socket.end('hello');
        text(socket).then((rest) => {
          resolve(head.toString() + rest);
        }, reject);
      })
      .on('error', reject)
      .end();
  });
  expect(body).toBe('HELLObye');
});

test('cannot relay ssh, and names the variables', async () => {
  const ssh = { DOCKER_HOST: 'ssh://build@host' };
  await expect(startEnvRelay(ssh, ['MULTI=a\nb'], directory)).rejects.toThrow(
    'The environment variables MULTI cannot be passed to a container over ssh://build@host',
  );
});
