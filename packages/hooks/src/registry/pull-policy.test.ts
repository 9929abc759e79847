import { expect, test } from '@jest/globals';
import type { LocalImage } from '../docker/inspect.ts';
import { isHere } from './pull-policy.ts';

const amd64 = { Os: 'linux', Architecture: 'amd64' };
const arm64 = { Os: 'linux', Architecture: 'arm64', Variant: 'v8' };
const pinned = `redis@sha256:${'0'.repeat(64)}`;

const docker = (found: LocalImage | undefined) => ({ findImage: () => Promise.resolve(found) });
const wanted = (image: string, platform?: string) => ({ image, platform });

test('always: does not even look for a tag', async () => {
  const unasked = { findImage: () => Promise.reject(new Error('asked')) };
  const options = { policy: 'always', architecture: 'x64' } as const;
  expect(await isHere(wanted('redis:7'), options, unasked)).toBe(false);
});

test.each([
  ['always', pinned, amd64, true],
  ['always', pinned, undefined, false],
  ['always', pinned, arm64, false],
  ['missing', 'redis:7', amd64, true],
  ['missing', 'redis:7', undefined, false],
  ['missing', 'redis:7', arm64, false],
] as const)('%s: %s with %j here is here: %s', async (policy, image, found, here) => {
  const options = { policy, architecture: 'x64' };
  expect(await isHere(wanted(image), options, docker(found))).toBe(here);
});

test.each([
  ['linux/arm64', arm64, true],
  ['linux/arm64/v8', arm64, true],
  ['linux/arm64/v8', { Os: 'linux', Architecture: 'arm64' }, true],
  ['linux/arm64/v9', arm64, false],
  ['arm64', arm64, true],
  ['aarch64', arm64, true],
  ['linux/x86_64', amd64, true],
  ['windows/amd64', amd64, false],
] as const)('for the platform %s %j will do: %s', async (platform, found, here) => {
  const options = { policy: 'missing', architecture: 'x64' } as const;
  expect(await isHere(wanted('redis:7', platform), options, docker(found))).toBe(here);
});

test.each([
  [undefined, 'redis:7 is not on this runner, and HOOK_PULL_POLICY=never forbids to pull it.'],
  [
    arm64,
    'redis:7 is here for linux/arm64/v8 only, and HOOK_PULL_POLICY=never forbids to pull it.',
  ],
])('never: with %j here it says what is missing', async (found, message) => {
  const options = { policy: 'never', architecture: 'x64' } as const;
  await expect(isHere(wanted('redis:7'), options, docker(found))).rejects.toThrow(message);
});
