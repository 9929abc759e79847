import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collector } from '../../test/collector.ts';
import {
  frame,
  startFakeEngine,
  type ExecAnswer,
  type FakeEngine,
  type Refusal,
} from '../../test/fake-engine.ts';
import { runExec } from '../../test/run-exec.ts';

const directory = mkdtempSync(join(tmpdir(), 'daemon-test-'));
let daemon: FakeEngine;
beforeAll(async () => {
  daemon = await startFakeEngine(directory);
  await leaveSocket(join(directory, 'left.sock'));
});
beforeEach(() => {
  daemon.reset();
});
afterAll(async () => {
  await daemon[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

const run = (output = collector().output) => runExec({ socketPath: daemon.socketPath, output });

/** The file of a socket at which nobody listens any more. */
async function leaveSocket(path: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${path}.open`, resolve));
  renameSync(`${path}.open`, path);
  await new Promise((resolve) => server.close(resolve));
}

test.each<[Refusal, string, string]>([
  [{ status: 404, message: 'No such container: x' }, 'No such container: x.', 'not-found'],
  [
    { status: 409, message: 'Container x is not running' },
    'Container x is not running.',
    'unknown',
  ],
  [{ status: 403, text: 'Forbidden by the proxy\n' }, 'Forbidden by the proxy.', 'auth'],
  [{ status: 502, text: '' }, 'status 502.', 'unknown'],
])('says why the daemon refuses: %j', async (refuse, sentence, reason) => {
  daemon.answer = { refuse };
  const message = `docker exec failed: ${sentence}`;
  await expect(run()).rejects.toMatchObject({ message, reason });
  expect(daemon.requests).toEqual(['create']);
});

test.each(['nowhere.sock', 'left.sock'])('says so when nobody listens at %s', async (name) => {
  const socketPath = join(directory, name);
  await expect(runExec({ socketPath })).rejects.toMatchObject({
    message: `docker exec failed: Cannot connect to the Docker daemon at unix://${socketPath}. Is the docker daemon running?`,
    reason: 'daemon',
    hint: expect.stringContaining('Check that dockerd runs'),
  });
});

test.each([
  ['1.30', true],
  ['1.34', true],
  ['1.35', false],
  ['1.52', false],
])('a daemon of API version %s is too old: %s', async (version, isTooOld) => {
  const ended = '{"Running": false, "ExitCode": 0}';
  daemon.answer = {
    inspect: (response) => response.setHeader('Api-Version', version).end(ended),
  };
  if (!isTooOld) {
    expect(await run()).toBe(0);
    return;
  }
  await expect(run()).rejects.toMatchObject({
    message: `docker exec failed: The Docker daemon at unix://${daemon.socketPath} speaks API version ${version}, and 1.35 is needed.`,
    reason: 'version',
    hint: expect.stringContaining('Update the older'),
  });
});

const broken = (why: string) => ({
  message: `docker exec failed: The connection to the Docker daemon at unix://${daemon.socketPath} broke: ${why}.`,
  reason: 'daemon',
});

test('says so when the connection breaks in the middle of the output', async () => {
  const { log, output } = collector();
  const start: ExecAnswer['start'] = (response) => {
    response.socket?.end(frame(1, 'half of it').subarray(0, 12));
  };
  daemon.answer = { start };
  const why = 'it ended in the middle of the output';
  await expect(run(output)).rejects.toMatchObject(broken(why));
  expect(log).toEqual(['stdout: half']);
});

const notOfTheApi = 'its answer is not one of the Engine API';

test.each<[string, ExecAnswer, string]>([
  ['goes away', { create: ({ socket }) => socket?.destroy() }, 'it ended without an answer'],
  ['is no HTTP', { create: ({ socket }) => socket?.end('hi\r\n\r\n') }, 'its answer is not HTTP'],
  ['chats', { create: ({ socket }) => socket?.end('x'.repeat(70_000)) }, 'its answer is not HTTP'],
  ['is another server', { create: (response) => response.end('<html>') }, notOfTheApi],
  ['is confused', { inspect: (response) => response.end('{"Running":"maybe"}') }, notOfTheApi],
])('says so when what listens %s', async (_what, answer, why) => {
  daemon.answer = answer;
  await expect(run()).rejects.toMatchObject(broken(why));
});

test('says so when the daemon has forgotten the command', async () => {
  const message = 'No such exec instance: x';
  daemon.answer = {
    inspect: (response) => response.writeHead(404).end(JSON.stringify({ message })),
  };
  await expect(run()).rejects.toMatchObject({
    message: `docker exec failed: ${message}.`,
    reason: 'not-found',
    hint: 'The daemon was restarted, or the container removed, while the command ran.',
  });
});
