import { expect, test } from '@jest/globals';
import { hostOfImage, parseEcrImage } from './image.ts';

const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const digest = `sha256:${'a'.repeat(64)}`;

test.each([
  [`${host}/app`, 'app', 'latest'],
  [`${host}/team/app:1.2`, 'team/app', '1.2'],
  [`docker://${host}/app:1`, 'app', '1'],
  [`${host}/app:1@${digest}`, 'app', digest],
  [`public.ecr.aws/docker/library/busybox:1`, 'docker/library/busybox', '1'],
])('%s is %s at %s', (text, repository, reference) => {
  expect(parseEcrImage(text)).toMatchObject({ repository, reference });
});

test.each(['busybox', 'ghcr.io/o/r:1', '', `${host}.evil.example/app`, host])(
  '%j is of no registry of ECR',
  (text) => {
    expect(parseEcrImage(text)).toBeUndefined();
  },
);

test.each(['', 'App', 'app:', 'app@sha256:1', '../etc', 'app?x', 'a b', 'app:1#'])(
  'refuses the repository %j',
  (name) => {
    expect(() => parseEcrImage(`${host}/${name}`)).toThrow('is not an image reference');
  },
);

test.each([
  ['busybox', 'docker.io'],
  ['team/app:1', 'docker.io'],
  ['docker://ghcr.io/o/r:1', 'ghcr.io'],
  ['localhost/app', 'localhost'],
  ['registry:5000/app', 'registry:5000'],
  [`${host}.evil.example/app`, `${host}.evil.example`],
])('%s is on %s', (text, expected) => {
  expect(hostOfImage(text)).toBe(expected);
});

test.each(['', 'A B', 'ghcr.io/', 'ghcr.io/App', '--help', 'app:', '/app'])(
  'refuses %j, which is no image anywhere',
  (text) => {
    expect(() => hostOfImage(text)).toThrow('is not an image reference');
  },
);
