import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rememberHelpers } from './helper-credentials.ts';

const HOME = mkdtempSync(join(tmpdir(), 'helper-credentials-'));
const record = join(HOME, 'asked');
const { signal } = new AbortController();
beforeEach(() => {
  rmSync(record, { force: true });
});
afterAll(() => {
  rmSync(HOME, { recursive: true });
});

/** A helper that says this, and how often it was asked. */
function addHelper(name: string, says: string, exitCode = 0) {
  const script = `#!/bin/sh\nread -r key\necho "$1 $key" >> ${record}\nprintf %s '${says}'\nexit ${String(exitCode)}\n`;
  writeFileSync(join(HOME, `docker-credential-${name}`), script, { mode: 0o755 });
}

function asked(): string[] {
  const lines = existsSync(record) ? readFileSync(record, 'utf8').trim().split('\n') : [];
  rmSync(record, { force: true });
  return lines;
}

const answer = (Username: string) => JSON.stringify({ ServerURL: 'x', Username, Secret: 's3cr3t' });

test('asks a helper once for a host, also when several ask at the same time', async () => {
  addHelper('one', answer('AWS'));
  const helpers = rememberHelpers({ HOME, PATH: HOME }, 30);
  const asking = ['ghcr.io', 'ghcr.io', 'docker.io'].map((host) =>
    helpers.get('one', host, signal),
  );
  const [credentials, same, hub] = await Promise.all(asking);
  expect(credentials).toEqual({ username: 'AWS', password: 's3cr3t', serveraddress: 'ghcr.io' });
  expect(same).toEqual(credentials);
  expect(hub).toMatchObject({ serveraddress: 'https://index.docker.io/v1/' });
  expect(asked().sort()).toEqual(['get ghcr.io', 'get https://index.docker.io/v1/']);
  helpers.forget('one', 'ghcr.io');
  await helpers.get('one', 'ghcr.io', signal);
  expect(asked()).toEqual(['get ghcr.io']);
});

test('an identity token is no password', async () => {
  addHelper('token', answer('<token>'));
  const helpers = rememberHelpers({ HOME, PATH: HOME }, 30);
  expect(await helpers.get('token', 'acr.example.com', signal)).toEqual({
    identitytoken: 's3cr3t',
    serveraddress: 'acr.example.com',
  });
});

test.each([
  ['fails', 'credentials not found in native keychain', 1],
  ['says no JSON', 's3cr3t', 0],
  ['says something else', '{"Secret": "s3cr3t"}', 0],
])('a helper that %s has nothing, and is asked again', async (_what, says, exitCode) => {
  addHelper('none', says, exitCode);
  const helpers = rememberHelpers({ HOME, PATH: HOME }, 30);
  expect(await helpers.get('none', 'ghcr.io', signal)).toBeUndefined();
  expect(await helpers.get('none', 'ghcr.io', signal)).toBeUndefined();
  expect(asked()).toHaveLength(2);
});

test('a helper that is not there has nothing', async () => {
  expect(await rememberHelpers({ PATH: HOME }, 30).get('gone', 'ghcr.io', signal)).toBeUndefined();
});

test('a helper that does not answer is ended, and the error says what to try', async () => {
  const script = '#!/bin/sh\nexec sleep 100\n';
  writeFileSync(join(HOME, 'docker-credential-hang'), script, { mode: 0o755 });
  const helpers = rememberHelpers({ HOME, PATH: `${HOME}:/usr/bin:/bin` }, 1);
  await expect(helpers.get('hang', 'ghcr.io', signal)).rejects.toMatchObject({
    message:
      'docker-credential-hang get failed: timeout: the credential helper has said nothing of ghcr.io for 1 s.',
    hint: 'Try it as the user of the runner: echo ghcr.io | docker-credential-hang get',
    reason: 'transient',
  });
});
