import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineOptions } from '../../test/engine-options.ts';
import { noClient } from '../../test/no-client.ts';
import { createEngine } from './engine.ts';

const directory = mkdtempSync(join(tmpdir(), 'logs-test-'));
const path = join(directory, 'engine.sock');

/** Milliseconds; docker's answer to the other request is there by then. */
const later = 100;

/** `tty`, `plain` or `gone`, and which of the two answers is late. */
const server = createServer(({ url = '' }, response) => {
  const [, container = '', question = ''] = /^\/containers\/([^/]+)\/(\w+)/.exec(url) ?? [];
  const [kind, late] = container.split('-');
  const say = () => {
    if (kind === 'gone') response.writeHead(404).end('{"message":"No such container: gone"}');
    else if (question === 'json') response.end(JSON.stringify({ Config: { Tty: kind === 'tty' } }));
    else response.end(kind === 'tty' ? 'ready\n' : '\x01\0\0\0\0\0\0\x06ready\n');
  };
  setTimeout(say, question === late ? later : 0);
});
beforeAll(() => new Promise<void>((resolve) => server.listen(path, resolve)));
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true });
});

const logs = (container: string) =>
  createEngine(noClient, engineOptions(path)).logs(container, 1000);

test.each(['plain-json', 'plain-logs', 'tty-json', 'tty-logs'])(
  'what a container said is read as it was sent, whichever answer is late: %s',
  async (container) => {
    expect(await logs(container)).toBe('ready\n');
  },
);

test.each(['gone-json', 'gone-logs'])(
  'a container that is gone is told of once: %s',
  async (container) => {
    await expect(logs(container)).rejects.toMatchObject({
      message: expect.stringContaining('No such container: gone'),
    });
  },
);
