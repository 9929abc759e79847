import { afterEach, expect, test } from '@jest/globals';
import { statusError } from './api-error.ts';
import { errorOf, startApi, token, type StartedApi } from '../../test/start-fake-github.ts';
import { parseTarget } from './target.ts';

const repo = parseTarget({ repo: 'octo/app' });
const org = parseTarget({ org: 'octo' });
const attempt = { target: repo, action: 'store it', token } as const;
const now = new Date('2030-01-01T00:00:00.000Z');
const epoch = now.getTime() / 1000;

let started: StartedApi | undefined;
afterEach(() => started?.close());

async function answering(status: number, body: string, headers: Record<string, string> = {}) {
  started = await startApi((_request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  });
  return started.api;
}

test.each([
  [429, {}, 'in a few minutes'],
  [429, { 'retry-after': '60' }, 'after 2030-01-01T00:01:00.000Z'],
  [403, { 'retry-after': '60' }, 'after 2030-01-01T00:01:00.000Z'],
  [
    403,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(epoch + 90) },
    'after 2030-01-01T00:01:30.000Z',
  ],
  [403, { 'x-ratelimit-remaining': '0' }, 'in a few minutes'],
  [429, { 'retry-after': 'Tue, 01 Jan 2030 00:00:00 GMT' }, 'in a few minutes'],
  [429, { 'retry-after': '1e300' }, 'in a few minutes'],
  [429, { 'retry-after': '-5' }, 'in a few minutes'],
])('the limit of GitHub in %s %j ends %s', (status, headers, when) => {
  const error = statusError(attempt, { status, headers, body: '' }, now);
  expect(error).toMatchObject({ reason: 'throttled', hint: `Try again ${when}.` });
});

test('403 with requests left is no limit', () => {
  const headers = { 'x-ratelimit-remaining': '4999' };
  expect(statusError(attempt, { status: 403, headers, body: '' }, now).reason).toBe(
    'access-denied',
  );
});

test.each([301, 307, 308])('does not follow the redirect %s', async (status) => {
  const api = await answering(status, '{}', { location: 'http://127.0.0.1:1/' });
  await expect(api.getSecret(repo, 'A')).rejects.toThrow('renamed or moved');
});

test.each([
  ['', 'the answer is not JSON'],
  ['null', 'no usable fields'],
  ['[]', 'no usable fields'],
  ['{"key_id":"","key":1}', 'no usable key_id, key'],
  ['{"key_id":"1"}', 'no usable key.'],
])('the answer %j is not the public key: %s', async (body, message) => {
  const api = await answering(200, body);
  const error = await errorOf(api.getPublicKey(repo));
  expect(error).toMatchObject({ reason: 'bad-answer', message: expect.stringContaining(message) });
});

test.each([
  '{"value":"a","updated_at":"yesterday"}',
  '{"value":"a","updated_at":1}',
  '{"updated_at":"2030-01-01T00:00:00Z"}',
])('the answer %j is not the variable', async (body) => {
  const api = await answering(200, body);
  await expect(api.getVariable(repo, 'A')).rejects.toMatchObject({ reason: 'bad-answer' });
});

test("an organisation's secret needs a visibility that is known", async () => {
  const api = await answering(
    200,
    '{"updated_at":"2030-01-01T00:00:00+01:00","visibility":"world"}',
  );
  await expect(api.getSecret(org, 'A')).rejects.toThrow('no usable visibility');
});

test('a list of repositories that is not complete is not sent back', async () => {
  const api = await answering(200, '{"total_count":1,"repositories":[]}');
  const existing = { updated_at: now, visibility: 'selected' } as const;
  const secret = { encrypted_value: '', key_id: '' };
  await expect(api.putSecret(org, 'A', secret, existing)).rejects.toThrow(
    'does not see all repositories',
  );
});

test("shows GitHub's words in one short line, without the token", async () => {
  const body = JSON.stringify({ message: `no\n::error::${token} ${'x'.repeat(1000)}` });
  const api = await answering(422, body);
  const { message } = (await errorOf(api.getSecret(repo, 'A'))) as Error;
  expect(message).not.toContain(token);
  expect(message).not.toContain('\n');
  expect(message.length).toBeLessThan(400);
});
