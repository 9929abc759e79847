import { expect, test } from '@jest/globals';
import { networkOf, platformOf, takesAliases } from './options.ts';

test.each([
  [[], undefined],
  [['--cpus', '2'], undefined],
  [['--network', 'host'], 'host'],
  [['--net=none'], 'none'],
  [['--network', 'a', '--network=b'], 'b'],
  [['--network', 'name=ci,alias=x'], 'ci'],
  [['--network'], undefined],
  [['--network-alias', 'x'], undefined],
])('the network of %j is %s', (options, network) => {
  expect(networkOf(options)).toBe(network);
});

test.each([
  [['--platform', 'linux/arm64'], 'linux/arm64'],
  [['--platform=linux/amd64', '--platform', 'linux/arm64'], 'linux/arm64'],
  [['-e', 'A=1'], undefined],
])('the platform of %j is %s', (options, platform) => {
  expect(platformOf(options)).toBe(platform);
});

test.each([
  ['github_network_1', true],
  ['ci', true],
  ['host', false],
  ['bridge', false],
  ['none', false],
  ['default', false],
  ['container:abc', false],
  [undefined, false],
])('network %s takes aliases: %s', (network, answer) => {
  expect(takesAliases(network)).toBe(answer);
});
