import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOf } from './identity.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'identity-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** No file of whoever runs the tests. */
const noFiles = () => ({
  AWS_CONFIG_FILE: join(folder, 'none'),
  AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
});
const keys = { AWS_ACCESS_KEY_ID: 'AKIA1', AWS_SECRET_ACCESS_KEY: 'one' };
const jwt = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

test('keys in the environment are who they are, whatever else is set', () => {
  const alone = identityOf({ ...noFiles(), ...keys });
  expect(alone).toEqual(['environment', 'AKIA1']);
  const more = { AWS_PROFILE: 'ci', AWS_ROLE_ARN: 'arn', AWS_WEB_IDENTITY_TOKEN_FILE: '/token' };
  expect(identityOf({ ...noFiles(), ...keys, ...more })).toEqual(alone);
});

test('half a pair of keys is none', () => {
  const env = { ...noFiles(), AWS_ACCESS_KEY_ID: 'AKIA1' };
  expect(identityOf(env)).toEqual(identityOf(noFiles()));
});

test('a web identity is its role, though its token is new every hour', () => {
  const env = { AWS_ROLE_ARN: 'arn:a', AWS_WEB_IDENTITY_TOKEN_FILE: file('token', 'one') };
  const first = identityOf({ ...noFiles(), ...env });
  file('token', 'two');
  expect(identityOf({ ...noFiles(), ...env })).toEqual(first);
  expect(identityOf({ ...noFiles(), ...env, AWS_ROLE_ARN: 'arn:b' })).not.toEqual(first);
});

test('a web identity is its subject, too: another branch may not be allowed the role', () => {
  const of = (claims: object) => {
    const AWS_WEB_IDENTITY_TOKEN_FILE = file('token', jwt(claims));
    return identityOf({ ...noFiles(), AWS_ROLE_ARN: 'arn:a', AWS_WEB_IDENTITY_TOKEN_FILE });
  };
  const first = of({ sub: 'repo:o/r:ref:refs/heads/main', exp: 1 });
  expect(of({ sub: 'repo:o/r:ref:refs/heads/main', exp: 2 })).toEqual(first);
  expect(of({ sub: 'repo:o/r:ref:refs/heads/other', exp: 1 })).not.toEqual(first);
});

test('a profile is its name and what the files say', () => {
  const env = { ...noFiles(), AWS_CONFIG_FILE: file('config', '[profile a]\nrole_arn = x') };
  const first = identityOf({ ...env, AWS_PROFILE: 'a' });
  expect(identityOf({ ...env, AWS_PROFILE: 'a' })).toEqual(first);
  expect(identityOf({ ...env, AWS_PROFILE: 'b' })).not.toEqual(first);
  file('config', '[profile a]\nrole_arn = y');
  expect(identityOf({ ...env, AWS_PROFILE: 'a' })).not.toEqual(first);
});

test('a pod is its service account, though path and URI are those of every pod', () => {
  const env = (claims: object) => ({
    ...noFiles(),
    AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1/credentials',
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file('token', jwt(claims)),
  });
  const first = identityOf(env({ iss: 'i', sub: 'system:serviceaccount:ci:a', exp: 1 }));
  expect(identityOf(env({ iss: 'i', sub: 'system:serviceaccount:ci:a', exp: 2 }))).toEqual(first);
  expect(identityOf(env({ iss: 'i', sub: 'system:serviceaccount:ci:b', exp: 1 }))).not.toEqual(
    first,
  );
});

test('pods of one service account share a token, whatever their host names are', () => {
  const pod = {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1/credentials',
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file(
      'token',
      jwt({ sub: 'system:serviceaccount:ci:a' }),
    ),
  };
  expect(identityOf({ ...noFiles(), ...pod })).not.toContain(hostname());
  const profile = { AWS_CONFIG_FILE: file('config', '[default]\nrole_arn = x') };
  expect(identityOf({ ...noFiles(), ...pod, ...profile })).toContain(hostname());
  expect(identityOf({ ...noFiles(), ...pod, AWS_PROFILE: 'ci' })).toContain(hostname());
  expect(identityOf(noFiles())).toContain(hostname());
});

test.each(['', 'no jwt', 'a.%%%.b', 'a.bnVsbA.b', 'a.W10.b'])(
  'a pod token that is no JWT (%j) is no reason to fail',
  (content) => {
    const tokenFile = file('token', content);
    const env = { ...noFiles(), AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile };
    expect(identityOf(env)).toContain(tokenFile);
  },
);

test('a task is its URI', () => {
  const env = (uri: string) => ({ ...noFiles(), AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: uri });
  expect(identityOf(env('/a'))).not.toEqual(identityOf(env('/b')));
});

test('a rule adds its role to the caller', () => {
  const roleArn = 'arn:aws:iam::123456789012:role/pull';
  const env = { ...noFiles(), ...keys };
  expect(identityOf(env, { roleArn })).toEqual(['role', roleArn, '', 'environment', 'AKIA1']);
  expect(identityOf(env, { roleArn, externalId: 'x' })).not.toEqual(identityOf(env, { roleArn }));
  expect(identityOf(env, { profile: 'p' })).toEqual(
    identityOf({ ...noFiles(), AWS_PROFILE: 'p' }).slice(0, 4),
  );
});
