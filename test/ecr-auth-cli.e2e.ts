/** The command line. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installEcrAuth, type EcrAuth } from './support/ecr-auth.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, ecr } from './support/fixtures.ts';

let environment: Environment;
let ecrAuth: EcrAuth;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([`${ecr}/app:1`]);
  ecrAuth = installEcrAuth(environment);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});
afterEach(async () => {
  await environment.aws.setFaults();
  await environment.registry.setFaults();
});

test.each(['', 'doctor', 'config', 'get-login-password', 'sync-github-secret'])(
  'ecr-auth %s explains itself, without colours in a pipe',
  async (command) => {
    const help = await ecrAuth.cli([...(command ? [command] : []), '--help']);
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    expect(help.stdout).toContain(`ecr-auth ${command}`.trim());
    expect(help.stdout).not.toContain('\u001b');
  },
);

test.each([
  [['nonsense'], 'There is no command "nonsense".'],
  [['doctor', '--imgae', 'x'], "Unknown option '--imgae'."],
  [['doctor', `--image=${ecr}/App`], 'is not an image reference.'],
  [['config'], 'No registry is given.'],
  [['config', '--registry', '12345@eu-west-1'], 'leading zeros'],
  [['config', '--registry', 'public', '--helper', 'x'], '--helper is "x".'],
  [['get-login-password'], 'It is not said which region the registry is in.'],
  [
    ['get-login-password', '--registry', 'ghcr.io'],
    'ghcr.io is not a registry host of Amazon ECR.',
  ],
  [['sync-github-secret', '--region', 'us-east-1'], '--repo'],
  [
    ['sync-github-secret', '--repo', 'o/r', '--min-ttl', 'x', '--region', 'us-east-1'],
    '--min-ttl is "x"',
  ],
])('refuses %j in one line, with exit code 2', async (args, says) => {
  const { exitCode, stdout, stderr } = await ecrAuth.cli(args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(says);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('get-login-password prints what docker login takes', async () => {
  const env = { ...awsIdentity(environment), AWS_REGION: 'us-east-1' };
  const { exitCode, stdout, stderr } = await ecrAuth.cli(['get-login-password'], env);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const login = await environment.run(
    ['docker', 'login', '--username', 'AWS', '--password-stdin', ecr],
    {
      env: {
        PATH: ecrAuth.path,
        HOME: environment.directory,
        DOCKER_CONFIG: join(environment.directory, 'docker-login'),
        DOCKER_HOST: environment.dockerHost,
      },
      input: stdout,
    },
  );
  expect(login).toMatchObject({ exitCode: 0, stdout: 'Login Succeeded\n' });
});

test('a role of its own for one registry, by ECR_AUTH_CONFIG', async () => {
  const file = join(environment.directory, 'ecr-auth.json');
  const roleArn = 'arn:aws:iam::210987654321:role/pull';
  const rule = { roleArn, externalId: 'ours' };
  writeFileSync(file, JSON.stringify({ registries: { '210987654321.*': rule } }));
  const env = { ...awsIdentity(environment), ECR_AUTH_CONFIG: file };
  await environment.aws.clearRequests();
  for (const host of [ecr, '210987654321.dkr.ecr.eu-central-1.amazonaws.com']) {
    expect(await ecrAuth.helper('get', host, env)).toMatchObject({ exitCode: 0, stderr: '' });
  }
  const asked = (await environment.aws.requests()).filter(({ service }) => service === 'sts');
  expect(asked).toMatchObject([{ operation: 'AssumeRole', roleArn, externalId: 'ours' }]);
});

test('config makes a docker config with which docker pulls, and checks it', async () => {
  const directory = join(environment.directory, 'made');
  const registries = ['--registry', '123456789012@us-east-1,eu-west-1', '--registry', 'public'];
  const args = ['config', ...registries, '--config', directory];
  const before = await ecrAuth.cli([...args, '--check']);
  expect(before.exitCode).toBe(1);
  expect(await ecrAuth.cli(args)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(readFileSync(join(directory, 'config.json'), 'utf8'))).toEqual({
    credHelpers: {
      [ecr]: 'ecr-auth',
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com': 'ecr-auth',
      'public.ecr.aws': 'ecr-auth',
    },
  });
  expect(await ecrAuth.cli([...args, '--check'])).toMatchObject({ exitCode: 0 });
  const again = await ecrAuth.cli([...args, '--json']);
  expect(JSON.parse(again.stdout)).toMatchObject({ written: false, changes: [] });
  const env = { ...awsIdentity(environment), DOCKER_CONFIG: directory };
  expect(await ecrAuth.pull(`${ecr}/app:1`, env)).toMatchObject({ exitCode: 0 });
});

test('config takes registries from ECR_REGISTRIES, and checks a file also without any', async () => {
  const directory = join(environment.directory, 'listed');
  const check = ['config', '--check', '--config', directory];
  const before = await ecrAuth.cli(check);
  expect(before.exitCode).toBe(1);
  expect(before.stdout).toContain(`There is no ${join(directory, 'config.json')}.`);
  const list = { ECR_REGISTRIES: '123456789012@us-east-1,eu-west-1,public' };
  expect(await ecrAuth.cli(['config', '--config', directory], list)).toMatchObject({ exitCode: 0 });
  const { credHelpers } = JSON.parse(readFileSync(join(directory, 'config.json'), 'utf8')) as {
    credHelpers: object;
  };
  expect(Object.keys(credHelpers)).toHaveLength(3);
  expect(await ecrAuth.cli(check)).toMatchObject({ exitCode: 0 });
  expect(await ecrAuth.cli(check, list)).toMatchObject({ exitCode: 0 });
  const other = { ECR_REGISTRIES: '210987654321@us-east-1' };
  expect(await ecrAuth.cli(check, other)).toMatchObject({ exitCode: 1 });
});

test('config leaves a broken file as it is', async () => {
  const directory = join(environment.directory, 'broken');
  mkdirSync(directory);
  writeFileSync(join(directory, 'config.json'), '{"auths":');
  const args = ['config', '--registry', 'public', '--config', directory];
  const { exitCode, stderr } = await ecrAuth.cli(args);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(join(directory, 'config.json'));
  expect(readFileSync(join(directory, 'config.json'), 'utf8')).toBe('{"auths":');
});
