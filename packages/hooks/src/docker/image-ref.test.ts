import { expect, test } from '@jest/globals';
import { parseImageRef } from './image-ref.ts';

const digest = `sha256:${'a'.repeat(64)}`;

test.each([
  ['redis', 'docker.io', 'library/redis', undefined, undefined],
  ['redis:7', 'docker.io', 'library/redis', '7', undefined],
  ['docker.io/redis:7', 'docker.io', 'library/redis', '7', undefined],
  ['index.docker.io/library/redis', 'docker.io', 'library/redis', undefined, undefined],
  ['user/app:1.2_3-x', 'docker.io', 'user/app', '1.2_3-x', undefined],
  ['user/a/b', 'docker.io', 'user/a/b', undefined, undefined],
  ['ghcr.io/octo/build:1', 'ghcr.io', 'octo/build', '1', undefined],
  ['localhost/app', 'localhost', 'app', undefined, undefined],
  ['localhost:5000/team/app:1', 'localhost:5000', 'team/app', '1', undefined],
  ['registry.example.com:5000/redis:7', 'registry.example.com:5000', 'redis', '7', undefined],
  ['[::1]:5000/app', '[::1]:5000', 'app', undefined, undefined],
  ['Host/app', 'Host', 'app', undefined, undefined],
  [`redis@${digest}`, 'docker.io', 'library/redis', undefined, digest],
  [`ghcr.io/a/b:1@${digest}`, 'ghcr.io', 'a/b', '1', digest],
  [
    `redis@sha512:${'b'.repeat(128)}`,
    'docker.io',
    'library/redis',
    undefined,
    `sha512:${'b'.repeat(128)}`,
  ],
  [`ghcr.io/${'a'.repeat(255)}`, 'ghcr.io', 'a'.repeat(255), undefined, undefined],
  [
    '123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1',
    '123456789012.dkr.ecr.us-east-1.amazonaws.com',
    'app',
    '1',
    undefined,
  ],
  ['a__b/c--d', 'docker.io', 'a__b/c--d', undefined, undefined],
])('reads %s as an image of %s', (text, host, repository, tag, digestPart) => {
  expect(parseImageRef(text)).toEqual({ host, repository, tag, digest: digestPart });
});

test.each([
  ['', 'it is empty'],
  ['-v', 'it begins with a hyphen'],
  ['--privileged', 'it begins with a hyphen'],
  ['-registry.example.com/app', 'it begins with a hyphen'],
  [' redis', 'white space'],
  ['redis\n', 'white space'],
  ['redis 7', 'white space'],
  ['user/App', 'repository names are lower case'],
  ['ghcr.io/Octo/app', 'repository names are lower case'],
  ['Redis', 'repository names are lower case'],
  ['a'.repeat(64), 'it is the id of an image'],
  ['redis:', 'docker would not take it'],
  ['redis:.x', 'docker would not take it'],
  [`redis:${'x'.repeat(129)}`, 'docker would not take it'],
  ['redis@sha256:abc', 'docker would not take it'],
  [`redis@sha256:${'a'.repeat(63)}`, 'none that docker knows'],
  [`redis@sha256:${'A'.repeat(64)}`, 'none that docker knows'],
  [`redis@md5:${'a'.repeat(32)}`, 'none that docker knows'],
  ['my_host.example/app', 'not the name of a host'],
  ['my__host.example/team/app:1', 'not the name of a host'],
  ['a//b', 'docker would not take it'],
  ['/app', 'docker would not take it'],
  ['https://ghcr.io/a', 'docker would not take it'],
  ['ghcr.io/a;rm', 'docker would not take it'],
  ['réd', 'docker would not take it'],
  [`ghcr.io/${'a/'.repeat(130)}b`, 'longer than 255'],
  [`ghcr.io/${'a'.repeat(256)}`, 'longer than 255'],
])('refuses %j', (text, why) => {
  expect(() => parseImageRef(text)).toThrow(why);
});
