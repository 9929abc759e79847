import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startFakeGithub, type StartedGithub } from '../../test/start-fake-github.ts';
import { syncSecret, type SyncOptions } from './sync.ts';
import { parseTarget } from './target.ts';

const hour = 60 * 60 * 1000;
const start = new Date('2030-01-01T00:00:00.000Z');
const name = 'ECR_PASSWORD';
const expiry = `${name}_EXPIRES_AT`;
const repo = parseTarget({ repo: 'octo/app' });
const org = parseTarget({ org: 'octo' });
const env = parseTarget({ repo: 'octo/app', env: 'a/b ü' });

let started: StartedGithub;
/** The clock of GitHub and of ecr-auth. */
let now: Date;
let tokens: number;

beforeEach(async () => {
  now = start;
  tokens = 0;
  const places = [{ repo: 'octo/app', environments: ['a/b ü'] }, { org: 'octo' }];
  started = await startFakeGithub({ places, now: () => now });
});
afterEach(() => started.close());

function sync(options: Partial<SyncOptions> = {}, life = 12 * hour) {
  const getToken = async () => {
    tokens += 1;
    return { password: `password ${String(tokens)}`, expiresAt: new Date(now.getTime() + life) };
  };
  const common = { api: started.api, target: repo, minTtlSeconds: 3600, dryRun: false };
  return syncSecret({ ...common, now, getToken, ...options });
}

const writes = async () =>
  (await started.github.requests()).filter(({ method }) => method !== 'GET').map((r) => r.method);
const later = (ms: number) => void (now = new Date(now.getTime() + ms));

test.each([repo, org, env])('stores the secret, then its end: $description', async (target) => {
  const expiresAt = new Date('2030-01-01T12:00:00.000Z');
  await expect(sync({ target })).resolves.toEqual({
    action: 'stored',
    name,
    target: target.description,
    expiresAt,
    belowMinTtl: false,
  });
  await expect(started.github.plaintext(target.description, name)).resolves.toBe('password 1');
  await expect(started.github.variable(target.description, expiry)).resolves.toBe(
    expiresAt.toISOString(),
  );
  await expect(writes()).resolves.toEqual(['PUT', 'POST']);
});

test('leaves a secret that is good for long enough, and asks for no token', async () => {
  await sync();
  later(11 * hour - 1000);
  await expect(sync()).resolves.toMatchObject({
    action: 'skipped',
    expiresAt: new Date('2030-01-01T12:00:00.000Z'),
    belowMinTtl: false,
  });
  expect(tokens).toBe(1);
  await expect(writes()).resolves.toEqual(['PUT', 'POST']);
});

test('replaces one that is not', async () => {
  await sync();
  later(11 * hour);
  await expect(sync()).resolves.toMatchObject({ action: 'stored' });
  await expect(started.github.plaintext('octo/app', name)).resolves.toBe('password 2');
  await expect(started.github.variable('octo/app', expiry)).resolves.toBe(
    '2030-01-01T23:00:00.000Z',
  );
  await expect(writes()).resolves.toEqual(['PUT', 'POST', 'PUT', 'PATCH']);
});

test('replaces one that somebody else has changed', async () => {
  await sync();
  later(1000);
  await started.github.putSecret('octo/app', name, 'theirs');
  await expect(sync()).resolves.toMatchObject({ action: 'stored' });
  await expect(started.github.plaintext('octo/app', name)).resolves.toBe('password 2');
});

test('stores when there is the variable but no secret', async () => {
  await started.github.putVariable('octo/app', expiry, '2030-01-01T12:00:00.000Z');
  await expect(sync()).resolves.toMatchObject({ action: 'stored' });
});

test.each([
  ...['', 'tomorrow', '1', '2030-01-01', '2030-13-01T00:00:00Z', '2030-01-01T12:00:00+00:00'],
  ...['2029-01-01T00:00:00.000Z', '9999-12-31T00:00:00.000Z', ' 2030-01-01T12:00:00Z'],
])('does not believe the variable %j', async (value) => {
  await started.github.putSecret('octo/app', name, 'theirs');
  await started.github.putVariable('octo/app', expiry, value);
  await expect(sync()).resolves.toMatchObject({ action: 'stored' });
});

test('stores a token that is below the minimum all the same, and says so', async () => {
  const result = sync({}, hour);
  await expect(result).resolves.toMatchObject({ action: 'stored', belowMinTtl: true });
  await expect(started.github.plaintext('octo/app', name)).resolves.toBe('password 1');
});

test('only reads in a dry run', async () => {
  const result = sync({ dryRun: true, name: 'OTHER' });
  await expect(result).resolves.toMatchObject({ action: 'would-store', name: 'OTHER' });
  expect(tokens).toBe(1);
  const requests = await started.github.requests();
  expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /repos/octo/app/actions/variables/OTHER_EXPIRES_AT',
    'GET /repos/octo/app/actions/secrets/OTHER',
    'GET /repos/octo/app/actions/secrets/public-key',
  ]);
});

test('writes nothing when there is no token', async () => {
  const getToken = () => Promise.reject(new Error('no token'));
  await expect(sync({ getToken })).rejects.toThrow('no token');
  await expect(writes()).resolves.toEqual([]);
});

test('says that the secret is stored when only the variable fails, and heals it', async () => {
  await started.github.setFaults({ on: '^POST .*/variables$', answer: 403 });
  const failing = sync();
  await expect(failing).rejects.toThrow('The secret is stored, but not until when it is good');
  await expect(failing).rejects.toMatchObject({ reason: 'access-denied' });
  await started.github.setFaults();
  await expect(sync()).resolves.toMatchObject({ action: 'stored' });
});

test('a key that was replaced in between is an error that another run heals', async () => {
  const getToken = async () => {
    await started.github.rotateKey('octo/app');
    return { password: 'hidden', expiresAt: new Date(now.getTime() + hour) };
  };
  await expect(sync({ getToken })).rejects.toMatchObject({ reason: 'refused' });
  await expect(sync()).resolves.toMatchObject({ action: 'stored' });
});
