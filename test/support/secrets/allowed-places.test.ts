import { expect, test } from '@jest/globals';
import { allowedPlaces, isAllowed } from './allowed-places.ts';
import type { Place } from './findings.ts';
import type { SecretKind } from './planted.ts';

const config = '/tmp/e/runner-1/_work/_temp/ecr-runner-hooks-aB3_x9/config.json';
const cache = `/tmp/e/cache/v1/${'0'.repeat(64)}.json`;

test.each<[string, Place, SecretKind, boolean]>([
  [
    "docker's private config during a pull",
    { in: 'passing file', of: config, isPrivate: true },
    'registry password',
    true,
  ],
  [
    'the same, open to others',
    { in: 'passing file', of: config, isPrivate: false },
    'registry password',
    false,
  ],
  ['the same at the end', { in: 'file', of: config, isPrivate: true }, 'registry password', false],
  [
    'the same with a key of AWS',
    { in: 'passing file', of: config, isPrivate: true },
    'AWS secret access key',
    false,
  ],
  ['the cache of ecr-auth', { in: 'file', of: cache, isPrivate: true }, 'ECR token', true],
  ['that cache open to others', { in: 'file', of: cache, isPrivate: false }, 'ECR token', false],
  ["docker's arguments", { in: 'arguments', of: 'docker run --env' }, 'secret variable', false],
  [
    'the variables of a container',
    { in: 'description', of: 'container 0123' },
    'secret variable',
    true,
  ],
  [
    "the runner's key in a container",
    { in: 'description', of: 'container 0123' },
    'AWS session token',
    false,
  ],
  ['the variables of an image', { in: 'description', of: 'image 0123' }, 'secret variable', false],
  ['what the hook prints', { in: 'output', of: 'prepare_job' }, 'job token', false],
])('%s (%j) may hold the %s: %s', (_what, place, secret, allowed) => {
  expect(isAllowed(place, secret)).toBe(allowed);
});

test('every place has a reason', () => {
  for (const { why } of allowedPlaces) expect(why).toMatch(/(\w+ ){4}/);
});
