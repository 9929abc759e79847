import { expect, test } from '@jest/globals';
import { handle } from './credential-helper.ts';

const call = async (args: string[], input = '') => {
  const warnings: string[] = [];
  const io = { readInput: () => input, warn: (line: string) => void warnings.push(line) };
  return { ...(await handle(args, io)), warnings };
};

test.each(['', '\n', '  \n'])(
  'a get without a server (%j) is what docker expects',
  async (input) => {
    expect(await call(['get'], input)).toMatchObject({
      exitCode: 1,
      stdout: 'no credentials server URL',
      warnings: [],
    });
  },
);

test.each([
  'ghcr.io',
  'https://index.docker.io/v1/',
  '123456789012.dkr.ecr.us-east-1.amazonaws.com.evil.example',
  'https://evil.example/123456789012.dkr.ecr.us-east-1.amazonaws.com',
  '123456789012.dkr.ecr.us-east-1.amazonaws.com:8443',
  'http://123456789012.dkr.ecr.us-east-1.amazonaws.com',
])('%s is none of its registries', async (server) => {
  expect(await call(['get'], server)).toMatchObject({
    exitCode: 1,
    stdout: 'credentials not found in native keychain',
    warnings: [],
  });
});

test.each(['store', 'erase'])('%s succeeds without a word', async (action) => {
  const input = action === 'store' ? '{"ServerURL":"x","Username":"u","Secret":"s"}' : 'ghcr.io';
  expect(await call([action], input)).toEqual({ exitCode: 0, stdout: '', warnings: [] });
});

test.each([
  [[], 'It takes one command. See --help.'],
  [['get', 'more'], 'It takes one command. See --help.'],
  [['fetch'], 'There is no command "fetch". See --help.'],
  [['\u001b[31m::error::x'], 'There is no command "?[31m::error::x". See --help.'],
])('%j is refused', async (args, stdout) => {
  expect(await call(args)).toMatchObject({ exitCode: 1, stdout });
});
