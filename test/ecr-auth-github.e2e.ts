/** `ecr-auth sync-github-secret`, from AWS to the secret that a workflow would read. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { installEcrAuth, type EcrAuth } from './support/ecr-auth.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, ecr } from './support/fixtures.ts';
import { githubToken } from './support/github-token.ts';

let environment: Environment;
let ecrAuth: EcrAuth;
beforeAll(async () => {
  environment = await startEnvironment();
  ecrAuth = installEcrAuth(environment);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});
beforeEach(() => environment.github.clearRequests());

const sync = (args: readonly string[], env: Record<string, string> = { GH_TOKEN: githubToken }) =>
  ecrAuth.cli(['sync-github-secret', '--region', 'us-east-1', ...args], {
    ...awsIdentity(environment),
    ...env,
  });
const writes = async () =>
  (await environment.github.requests()).filter(({ method }) => method !== 'GET').length;

test('stores a password with which docker logs in, and keeps it while it is good', async () => {
  const repo = ['--repo', 'octo/app'];
  const dry = await sync([...repo, '--dry-run']);
  expect(dry).toMatchObject({ exitCode: 0, stderr: '' });
  expect(dry.stdout).toMatch(/^ECR_PASSWORD would be stored in octo\/app, good until 20/);
  expect(await writes()).toBe(0);

  const first = await sync([...repo, '--json']);
  expect(first).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(first.stdout)).toMatchObject({ action: 'stored', target: 'octo/app' });
  const password = (await environment.github.plaintext('octo/app', 'ECR_PASSWORD')) ?? '';
  expect(first.stdout).not.toContain(password);
  const login = await environment.run(
    ['docker', 'login', '--username', 'AWS', '--password-stdin', ecr],
    {
      env: {
        PATH: environment.path,
        HOME: `${environment.directory}/home`,
        DOCKER_CONFIG: `${environment.directory}/docker-login`,
        DOCKER_HOST: environment.dockerHost,
      },
      input: password,
    },
  );
  expect(login).toMatchObject({ exitCode: 0, stdout: 'Login Succeeded\n' });

  const written = await writes();
  expect(await sync(repo)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^ECR_PASSWORD kept in octo\/app/),
  });
  expect(await writes()).toBe(written);
});

test.each([
  [['--org', 'octo', '--name', 'REGISTRY_PASSWORD'], 'organisation octo', 'REGISTRY_PASSWORD'],
  [
    ['--repo', 'octo/app', '--env', 'production'],
    'octo/app, environment production',
    'ECR_PASSWORD',
  ],
])('stores with %j', async (args, target, name) => {
  expect(await sync(args)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await environment.github.plaintext(target, name)).toMatch(/^.{1000,}$/);
});

test.each<[string, string[], Record<string, string>, RegExp]>([
  ['no token for GitHub', ['--repo', 'octo/app'], {}, /There is no token for GitHub/],
  ['a token that GitHub refuses', ['--repo', 'octo/app'], { GH_TOKEN: 'wrong' }, /GH_TOKEN/],
  [
    'a repository that is not there',
    ['--repo', 'octo/none'],
    { GH_TOKEN: githubToken },
    /octo\/none/,
  ],
  [
    'a token of AWS that is not to be had',
    ['--repo', 'octo/app', '--name', 'OTHER'],
    { GH_TOKEN: githubToken, AWS_SECRET_ACCESS_KEY: 'wrong' },
    /refuses the signature/,
  ],
])('says in one line that there is %s', async (_what, args, env, says) => {
  const { exitCode, stdout, stderr } = await sync(args, env);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toMatch(says);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).not.toContain(githubToken);
});
