import { expect, test } from '@jest/globals';
import { credentialsOf, isRunnersOwn, resolveAuth, type AuthSources } from './auth.ts';
import type { DockerConfig } from './docker-config.ts';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const credentials = { username: 'octo', password: 'secret' };
const given = { kind: 'credentials', credentials };
const anonymous = { kind: 'config', covered: false };
const auto = { kind: 'helper', helper: 'ecr-login' };
const covered = (helper?: string) => ({ kind: 'config', covered: true, ...(helper && { helper }) });

function sources(config: DockerConfig | undefined, answers: string[] = []): AuthSources {
  return {
    config,
    isHelperFirst: true,
    ecrHelper: 'ecr-login',
    storeAnswers: (store, key) => Promise.resolve(answers.includes(`${store} ${key}`)),
  };
}

test.each<[string, DockerConfig, string, object, object]>([
  // what is given: a config, a host; what is decided: with credentials in the workflow, without
  ['a helper for the host', { credHelpers: { [ecr]: 'x' } }, ecr, covered('x'), covered('x')],
  ['an empty helper', { credHelpers: { 'ghcr.io': '' } }, 'ghcr.io', given, anonymous],
  [
    'stored credentials',
    { auths: { 'ghcr.io': { auth: 'eA==' } } },
    'ghcr.io',
    covered(),
    covered(),
  ],
  [
    'stored under a URL',
    { auths: { 'https://ghcr.io/v1/': { auth: 'eA==' } } },
    'ghcr.io',
    covered(),
    covered(),
  ],
  [
    'a stored identity token',
    { auths: { 'ghcr.io': { identitytoken: 't' } } },
    'ghcr.io',
    covered(),
    covered(),
  ],
  ['an empty auths entry', { auths: { 'ghcr.io': {} } }, 'ghcr.io', given, anonymous],
  ['an auths entry of blanks', { auths: { 'ghcr.io': { auth: '' } } }, 'ghcr.io', given, anonymous],
  [
    'the entry of another host',
    { auths: { 'ghcr.io.evil.example': { auth: 'eA==' } } },
    'ghcr.io',
    given,
    anonymous,
  ],
  [
    'Docker Hub under its key',
    { auths: { 'https://index.docker.io/v1/': { auth: 'eA==' } } },
    'docker.io',
    covered(),
    covered(),
  ],
  [
    'Docker Hub under another name',
    { auths: { 'docker.io': { auth: 'eA==' } } },
    'docker.io',
    given,
    anonymous,
  ],
  [
    'an ECR store and an ECR host',
    { credsStore: 'ecr-login' },
    ecr,
    covered('ecr-login'),
    covered('ecr-login'),
  ],
  ['an ECR store and another host', { credsStore: 'ecr-login' }, 'ghcr.io', given, anonymous],
  [
    'an ECR store beside stored credentials',
    { credsStore: 'ecr-auth', auths: { 'ghcr.io': { auth: 'eA==' } } },
    'ghcr.io',
    { kind: 'helper', helper: '' },
    { kind: 'helper', helper: '' },
  ],
  ['a store that answers', { credsStore: 'pass' }, 'quay.io', covered('pass'), covered('pass')],
  ['a store that does not', { credsStore: 'pass' }, 'ghcr.io', given, anonymous],
  ['a store that does not know ECR', { credsStore: 'pass' }, ecr, auto, auto],
  ['nothing, and an ECR host', {}, ecr, auto, auto],
  [
    'nothing, and an ECR host elsewhere',
    {},
    '999999999999.dkr.ecr.eu-west-3.amazonaws.com',
    auto,
    auto,
  ],
  ['nothing, and the public gallery', {}, 'public.ecr.aws', auto, auto],
  ['nothing, and a look-alike of ECR', {}, `${ecr}.evil.example`, given, anonymous],
  ['nothing, and another host', {}, 'ghcr.io', given, anonymous],
  ['nulls', { auths: null, credHelpers: null, credsStore: null }, 'ghcr.io', given, anonymous],
])('with %s', async (_what, config, host, withCredentials, without) => {
  const asked = sources(config, ['pass quay.io']);
  expect(await resolveAuth(host, credentials, asked)).toEqual(withCredentials);
  expect(await resolveAuth(host, undefined, asked)).toEqual(without);
});

test('without HOOK_DOCKER_CONFIG credentials mean a login and none the docker config', async () => {
  const unset = sources(undefined);
  expect(await resolveAuth(ecr, credentials, unset)).toEqual({ kind: 'login', credentials });
  expect(await resolveAuth(ecr, undefined, unset)).toEqual(anonymous);
});

test('without a helper for ECR the credentials of the workflow serve', async () => {
  const off = { ...sources({}), ecrHelper: undefined };
  expect(await resolveAuth(ecr, credentials, off)).toEqual(given);
  expect(await resolveAuth(ecr, undefined, off)).toEqual(anonymous);
});

test('knows when credentials of the workflow go unused', () => {
  expect(isRunnersOwn({ kind: 'helper', helper: 'ecr-login' })).toBe(true);
  expect(isRunnersOwn({ kind: 'config', covered: true })).toBe(true);
  expect(isRunnersOwn({ kind: 'config', covered: false })).toBe(false);
  expect(isRunnersOwn({ kind: 'credentials', credentials })).toBe(false);
});

test.each([
  [
    { username: 'u', password: 'p' },
    { username: 'u', password: 'p' },
  ],
  [{ username: 'u', password: '' }, undefined],
  [{ username: 'u', password: undefined }, undefined],
  [{ username: '', password: 'p' }, undefined],
  [undefined, undefined],
])('takes %j for credentials %j', (registry, expected) => {
  expect(credentialsOf(registry && { ...registry, serverUrl: 'ghcr.io' })).toEqual(expected);
});
