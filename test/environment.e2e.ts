/** The environment as docker and Amazon's credential helper see it: who may pull from ECR, and who not. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dockerClient, keyVariables } from './support/docker-client.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { podToken, taskCredentialsPath } from './support/metadata.ts';

const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1';
const elsewhere = '111122223333.dkr.ecr.ap-southeast-2.amazonaws.com/team/app:1';
const china = '777788889999.dkr.ecr.cn-north-1.amazonaws.com.cn/app:1';
const publicImage = 'public.ecr.aws/docker/library/busybox:1';
const refused = `Head "https://123456789012.dkr.ecr.us-east-1.amazonaws.com/v2/app/manifests/1": no basic auth credentials`;
const noMetadata = { AWS_EC2_METADATA_DISABLED: 'true' };

let environment: Environment;

beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image, elsewhere, china, publicImage]);
});
afterAll(async () => environment?.[Symbol.asyncDispose]());
beforeEach(async () => {
  for (const reference of [image, elsewhere, china, publicImage])
    await environment.docker('image', 'rm', reference).catch(() => undefined);
  await environment.aws.clearRequests();
  await environment.registry.clearRequests();
});

const pull = async (reference: string, env: Record<string, string>) => {
  const client = await dockerClient(environment, env);
  const result = await client.run('pull', '--quiet', reference);
  const { stdout: helperLog } = await environment.run([
    'cat',
    join(client.home, '.ecr/log/ecr-login.log'),
  ]);
  return { ...result, helperLog };
};

const succeeded = expect.objectContaining({ exitCode: 0, stderr: '' });

describe('a pull through docker-credential-ecr-login', () => {
  test('takes one signed call and sends the token to the registry', async () => {
    expect(await pull(image, keyVariables(environment))).toEqual(succeeded);
    expect(await environment.aws.requests()).toEqual([
      expect.objectContaining({
        service: 'ecr',
        operation: 'GetAuthorizationToken',
        region: 'us-east-1',
        accessKeyId: environment.credentials.accessKeyId,
        status: 200,
      }),
    ]);
    const requests = await environment.registry.requests();
    expect(requests[0]).toMatchObject({ path: '/v2/', status: 401 });
    expect(requests[1]).toMatchObject({ path: '/v2/app/manifests/1', status: 200, user: 'AWS' });
  });

  test.each([elsewhere, china])('works for other accounts and regions: %s', async (reference) => {
    expect(await pull(reference, keyVariables(environment))).toEqual(succeeded);
    const [request] = await environment.aws.requests();
    expect(reference).toContain(request?.region);
  });

  test('works for ECR Public, whose token goes through a bearer token', async () => {
    expect(await pull(publicImage, keyVariables(environment))).toEqual(succeeded);
    const [request] = await environment.aws.requests();
    expect(request).toMatchObject({ service: 'ecr-public', status: 200 });
  });
});

describe('credentials', () => {
  test('come from a web identity', async () => {
    const file = join(environment.directory, 'web-identity-token');
    await writeFile(file, environment.webIdentityToken);
    const env = {
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/ci',
      AWS_WEB_IDENTITY_TOKEN_FILE: file,
    };
    expect(await pull(image, env)).toEqual(succeeded);
    const [sts, ecr] = await environment.aws.requests();
    expect(sts).toMatchObject({ operation: 'AssumeRoleWithWebIdentity', status: 200 });
    expect(ecr?.accessKeyId).toMatch(/^ASIA/);
  });

  test('come from instance metadata', async () => {
    expect(await pull(image, {})).toEqual(succeeded);
    const requests = await environment.aws.requests();
    expect(requests.map(({ service }) => service)).toEqual([...Array(3).fill('metadata'), 'ecr']);
  });

  test('come from the container of a task', async () => {
    const env = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: taskCredentialsPath };
    expect(await pull(image, env)).toEqual(succeeded);
  });

  test('of a pod take its token', async () => {
    const url = 'http://169.254.170.23/v1/credentials';
    const get = (...headers: string[]) => environment.run(['curl', '-s', ...headers, url]);
    expect(await get()).toMatchObject({ stdout: 'Forbidden' });
    const answer = await get('-H', `Authorization: ${podToken}`);
    expect(JSON.parse(answer.stdout)).toMatchObject({
      AccessKeyId: expect.stringMatching(/^ASIA/),
    });
  });

  test('that are missing let docker say no more than this', async () => {
    const result = await pull(image, noMetadata);
    expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(refused) });
  });

  test('are nowhere on a machine that is not EC2', async () => {
    await environment.aws.setInstanceMetadata(false);
    const request = ['curl', '-s', '-m', '2', 'http://169.254.169.254/latest/meta-data/'];
    expect(await environment.run(request)).toMatchObject({ exitCode: 7 });
    await environment.aws.setInstanceMetadata(true);
    expect(await environment.run(request)).toMatchObject({ stdout: 'Unauthorized' });
  });
});

describe('what ECR refuses', () => {
  const key = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  const variables = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'secret' };

  test.each([
    ['an unknown key', undefined, {}, 'UnrecognizedClientException'],
    ['a wrong secret', { secretAccessKey: 'other' }, {}, 'InvalidSignatureException'],
    ['a stray session token', {}, { AWS_SESSION_TOKEN: 'x' }, 'UnrecognizedClientException'],
    ['a session that is over', { expired: true }, {}, 'ExpiredTokenException'],
    ['a key without permission', { denied: true }, {}, 'is not authorized to perform: ecr:Get'],
  ])('%s', async (_, change, env, message) => {
    if (change) await environment.aws.addKey({ ...key, ...change });
    const result = await pull(image, { ...variables, ...env });
    expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(refused) });
    expect(result.helperLog).toContain(message);
    await environment.aws.removeKey(key.accessKeyId);
  });

  test('a token that has expired, as long as the helper keeps it', async () => {
    const client = await dockerClient(environment, keyVariables(environment));
    await client.run('pull', '--quiet', image);
    await environment.aws.expireTokens();
    const { stderr } = await client.run('pull', '--quiet', image);
    expect(stderr).toContain('Your authorization token has expired. Reauthenticate and try again.');
  });

  test('a token of another region, or one it never issued', async () => {
    const client = await dockerClient(environment, keyVariables(environment));
    const { stdout } = await environment.run(['docker-credential-ecr-login', 'get'], {
      input: elsewhere,
      env: { HOME: client.home, ...keyVariables(environment) },
    });
    const { Secret } = JSON.parse(stdout) as { Secret: string };
    for (const password of [Secret, 'invented'])
      expect(await login(password)).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('400 Bad Request'),
      });
  });

  const login = async (password: string) => {
    const [host = ''] = image.split('/');
    const client = await dockerClient(environment, {});
    await writeFile(join(client.home, '.docker/config.json'), '{}');
    return client.runWithInput(password, 'login', '-u', 'AWS', '--password-stdin', host);
  };

  test('a repository or a tag that does not exist', async () => {
    const env = keyVariables(environment);
    const host = image.split('/')[0];
    const repository = await pull(`${host}/nope:1`, env);
    expect(repository.stderr).toContain(
      "The repository with name 'nope' does not exist in the registry with id '123456789012'",
    );
    const tag = await pull(`${host}/app:nope`, env);
    expect(tag.stderr).toContain('manifest unknown: Requested image not found');
  });
});
