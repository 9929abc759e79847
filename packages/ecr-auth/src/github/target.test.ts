import { expect, test } from '@jest/globals';
import { parseSecretName, parseTarget, type TargetOptions } from './target.ts';

const long = 'a'.repeat(100);

test.each<[TargetOptions, string, string]>([
  [{ repo: 'octo/app' }, 'octo/app', '/repos/octo/app/actions'],
  [{ repo: 'Octo-Org/.github' }, 'Octo-Org/.github', '/repos/Octo-Org/.github/actions'],
  [{ repo: `o_corp/a.b-c_${long.slice(6)}` }, '', `/repos/o_corp/a.b-c_${long.slice(6)}/actions`],
  [{ org: 'octo' }, 'organisation octo', '/orgs/octo/actions'],
  [
    { repo: 'octo/app', env: 'production' },
    'octo/app, environment production',
    '/repos/octo/app/environments/production',
  ],
  [{ repo: 'o/r', env: 'a/../b c?#%' }, '', '/repos/o/r/environments/a%2F..%2Fb%20c%3F%23%25'],
  [{ repo: 'o/r', env: 'größe 🚀' }, '', '/repos/o/r/environments/gr%C3%B6%C3%9Fe%20%F0%9F%9A%80'],
  [
    { repo: 'o/r', env: 'a\n::error::b' },
    'o/r, environment a ::error::b',
    '/repos/o/r/environments/a%0A%3A%3Aerror%3A%3Ab',
  ],
])('%j means %s, at the path %s', (options, description, path) => {
  const target = parseTarget(options);
  expect(target).toMatchObject({ secrets: `${path}/secrets`, variables: `${path}/variables` });
  // Nothing in the path may be taken out or added by a URL parser.
  expect(new URL(target.secrets, 'https://api.github.com').pathname).toBe(target.secrets);
  if (description) expect(target.description).toBe(description);
});

test.each<[TargetOptions, string]>([
  [{}, 'not said where'],
  [{ env: 'production' }, 'not said where'],
  [{ repo: 'o/r', org: 'o' }, 'exclude each other'],
  [{ repo: '', org: '' }, 'exclude each other'],
  [{ org: 'o', env: 'production' }, '--env needs --repo'],
  ...[
    ...['', '/', 'o', 'o/', '/r', 'o/r/', 'o/r/s', '/o/r', 'o//r', '../r', 'o/..', 'o/.', 'o/a..b'],
    ...['https://github.com/o/r', 'o/r?a', 'o/r#a', 'o/%2e%2e', 'o\\r', 'o/r ', ' o/r', 'o/r\n'],
    ...['-o/r', 'o.o/r', `${long}/r`, `o/${long}a`, 'ö/r', 'o/r\u0000', 'o/r\r\nx: y'],
  ].map((repo): [TargetOptions, string] => [{ repo }, 'not the name of a repository']),
  ...['', '..', '.', 'o/r', '-o', 'o o', 'o\n', 'o%2f', `${long}`, 'ö'].map(
    (org): [TargetOptions, string] => [{ org }, 'not the name of an organisation'],
  ),
  ...['', ' ', '.', '..', '\ud800'].map((env): [TargetOptions, string] => [
    { repo: 'o/r', env },
    'not the name of an environment',
  ]),
])('refuses %j: %s', (options, message) => {
  const parsing = () => parseTarget(options);
  expect(parsing).toThrow(message);
  expect(parsing).toThrow(
    expect.objectContaining({ reason: 'usage', hint: expect.stringContaining('Give') }),
  );
});

test.each([
  ['ECR_PASSWORD', 'ECR_PASSWORD'],
  ['ecr_Password1', 'ECR_PASSWORD1'],
  ['_', '_'],
  ['GITHUB', 'GITHUB'],
  ['MY_GITHUB_TOKEN', 'MY_GITHUB_TOKEN'],
])('the secret %j is %j', (name, stored) => {
  expect(parseSecretName(name)).toBe(stored);
});

test.each([
  ...['', '1A', 'A-B', 'A B', 'A.B', 'A/B', '../A', 'A\n', 'Ä', 'ſ', 'A%20', '$A'],
  ...['GITHUB_', 'GITHUB_A', 'github_a', 'GitHub_A'],
])('refuses the secret %j', (name) => {
  expect(() => parseSecretName(name)).toThrow(expect.objectContaining({ reason: 'usage' }));
});
