import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { FaultAnswer } from '../../../../test/support/faults.ts';
import type { GithubApi } from './api.ts';
import { seal } from './sealed-box.ts';
import {
  errorOf,
  startFakeGithub,
  token,
  type StartedGithub,
} from '../../test/start-fake-github.ts';
import { parseTarget } from './target.ts';

const repo = parseTarget({ repo: 'octo/app' });
const env = parseTarget({ repo: 'octo/app', env: 'production' });
const org = parseTarget({ org: 'octo' });
const readable = parseTarget({ repo: 'octo/readable' });

let started: StartedGithub;

beforeEach(async () => {
  const places = [
    { repo: 'octo/app', environments: ['production'] },
    ...[{ org: 'octo' }, { repo: 'octo/readable', readOnly: true }],
  ];
  started = await startFakeGithub({ places, prefix: '/api/v3' });
});
afterEach(() => started.close());

async function put(api: GithubApi, target = repo) {
  const { key, key_id } = await api.getPublicKey(target);
  const existing = await api.getSecret(target, 'A');
  await api.putSecret(target, 'A', { encrypted_value: seal('hidden', key), key_id }, existing);
}

test.each([repo, env, org])('what is not there is undefined: $description', async (target) => {
  await expect(started.api.getSecret(target, 'A')).resolves.toBeUndefined();
  await expect(started.api.getVariable(target, 'A')).resolves.toBeUndefined();
});

test.each([repo, env, org])('writes and reads: $description', async (target) => {
  const { api } = started;
  await put(api, target);
  await put(api, target);
  await api.createVariable(target, 'B', 'one');
  await api.updateVariable(target, 'B', 'two');
  const updated_at = expect.any(Date);
  await expect(api.getVariable(target, 'B')).resolves.toEqual({ value: 'two', updated_at });
  await expect(api.getSecret(target, 'A')).resolves.toMatchObject({ updated_at });
  await expect(started.github.plaintext(target.description, 'A')).resolves.toBe('hidden');
});

test('only private repositories may use a new secret of an organisation', async () => {
  await put(started.api, org);
  await expect(started.github.sharing(org.description, 'A')).resolves.toMatchObject({
    visibility: 'private',
  });
});

test.each([
  { visibility: 'all', repositoryIds: [] },
  { visibility: 'private', repositoryIds: [] },
  { visibility: 'selected', repositoryIds: [] },
  { visibility: 'selected', repositoryIds: Array.from({ length: 250 }, (_, index) => index + 1) },
] as const)('who may use an existing one stays: $visibility', async (sharing) => {
  await started.github.putSecret(org.description, 'A', 'old', sharing);
  await put(started.api, org);
  await expect(started.github.sharing(org.description, 'A')).resolves.toEqual(sharing);
  await expect(started.github.plaintext(org.description, 'A')).resolves.toBe('hidden');
});

const sentences: [FaultAnswer, string, string, string][] = [
  [400, 'refused', 'GitHub answered with status 400', 'GITHUB_API_URL'],
  [401, 'credentials', 'does not accept the token', 'GH_TOKEN, or else from GITHUB_TOKEN'],
  [403, 'access-denied', 'lacks the permission', 'Secrets: write, Variables: write'],
  [404, 'access-denied', 'no repository octo/app, or the token may not see it', 'Check the name'],
  [429, 'throttled', 'too many requests', 'in a few minutes'],
  [500, 'server-error', 'status 500', 'later'],
  [503, 'server-error', 'status 503', 'later'],
  ['html', 'bad-answer', 'the answer is not JSON', 'proxy'],
];

test.each(sentences)(
  'the answer %s is of the class %s, says "%s" and advises "%s"',
  async (answer, reason, message, hint) => {
    await started.github.setFaults({ answer });
    const error = await errorOf(started.api.getPublicKey(repo));
    expect(error).toMatchObject({ reason, hint: expect.stringContaining(hint) });
    expect(error).toMatchObject({ message: expect.stringContaining(message) });
    expect(error).toMatchObject({
      message: expect.stringMatching(/^Could not read the public key of octo\/app: /),
    });
  },
);

test('an HTML page with status 200 is no success of a write either', async () => {
  await started.github.setFaults({ on: '^PUT ', answer: 'html' });
  await expect(put(started.api)).rejects.toMatchObject({ reason: 'bad-answer' });
});

test('the limit says when it ends', async () => {
  await started.github.setRateLimit(Math.floor(Date.now() / 1000) + 600);
  const error = await errorOf(started.api.getSecret(repo, 'A'));
  expect(error).toMatchObject({ reason: 'throttled' });
  expect(error).toMatchObject({ hint: expect.stringMatching(/^Try again after \d{4}-.*Z\.$/) });
});

test('a token of another GitHub is refused as wrong credentials', async () => {
  const work = started.apiOf('ghp_other').getVariable(repo, 'A');
  await expect(work).rejects.toMatchObject({ reason: 'credentials' });
});

test('a token that may only read is told that it can store nothing', async () => {
  const error = await errorOf(put(started.api, readable));
  expect(error).toMatchObject({
    reason: 'access-denied',
    message: expect.stringContaining('Could not store the secret A of octo/readable'),
    hint: expect.stringContaining('GITHUB_TOKEN of a workflow can never write secrets'),
  });
});

test('the environment needs a permission of its own', async () => {
  await started.github.setFaults({ answer: 403 });
  await expect(started.api.getVariable(env, 'A')).rejects.toMatchObject({
    hint: expect.stringContaining('Secrets: write, Variables: write, Environments: write'),
  });
});

test.each([
  [{ repo: 'octo/none' }, 'no repository octo/none,'],
  [{ repo: 'octo/app', env: 'none' }, 'no environment octo/app, environment none,'],
  [{ org: 'none' }, 'no organisation none,'],
])('what is not there is named: %j', async (options, message) => {
  await expect(started.api.getPublicKey(parseTarget(options))).rejects.toThrow(message);
});

test('what GitHub calls invalid is refused with its words', async () => {
  const body = { encrypted_value: 'AAAA', key_id: '1' };
  const error = await errorOf(started.api.putSecret(repo, 'A', body, undefined));
  expect(error).toMatchObject({
    reason: 'refused',
    message:
      'Could not store the secret A of octo/app: GitHub calls the request invalid ' +
      '("The key_id is not that of the public key.").',
  });
  expect(String(error)).not.toContain(token);
});
