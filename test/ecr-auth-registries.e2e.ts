/** Each form of a registry host, through a real `docker pull`. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { installEcrAuth } from './support/ecr-auth.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, ecr } from './support/fixtures.ts';

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage(registries.map((host) => `${host}/app:1`));
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await environment.aws.clearRequests();
  await environment.registry.clearRequests();
  const images = await environment.docker('image', 'ls', '--quiet');
  if (images !== '') await environment.docker('image', 'rm', '--force', ...images.split('\n'));
});

const registries = [
  ecr,
  '210987654321.dkr.ecr.eu-central-1.amazonaws.com',
  '777788889999.dkr.ecr.cn-north-1.amazonaws.com.cn',
  '555566667777.dkr.ecr.eusc-de-east-1.amazonaws.eu',
  '123456789012.dkr.ecr-fips.us-east-1.amazonaws.com',
  '123456789012.dkr-ecr.us-east-1.on.aws',
  'public.ecr.aws',
];

/** Who the registry saw, and what AWS was asked. */
async function whatHappened() {
  const registry = await environment.registry.requests();
  const aws = await environment.aws.requests();
  const pulled = registry.filter(({ path, status }) => path.includes('/blobs/') && status === 200);
  return {
    user: pulled[0]?.user,
    aws: aws.map(({ service, operation }) => `${service} ${operation}`),
    requests: aws,
  };
}

test.each(registries)('pulls from %s, asking the API that belongs to it', async (host) => {
  const helper = installEcrAuth(environment);
  const answer = await helper.pull(`${host}/app:1`, awsIdentity(environment));
  expect(answer).toMatchObject({ exitCode: 0, stderr: '' });
  const { aws, requests, user } = await whatHappened();
  const service = host === 'public.ecr.aws' ? 'ecr-public' : 'ecr';
  expect(aws).toEqual([`${service} GetAuthorizationToken`]);
  expect(user).toBe('AWS');
  expect(requests[0]?.host).toBe(apiOf[host] ?? `api.ecr.us-east-1.amazonaws.com`);
});

const apiOf: Readonly<Record<string, string>> = {
  '210987654321.dkr.ecr.eu-central-1.amazonaws.com': 'api.ecr.eu-central-1.amazonaws.com',
  '777788889999.dkr.ecr.cn-north-1.amazonaws.com.cn': 'api.ecr.cn-north-1.amazonaws.com.cn',
  '555566667777.dkr.ecr.eusc-de-east-1.amazonaws.eu': 'api.ecr.eusc-de-east-1.amazonaws.eu',
  '123456789012.dkr.ecr-fips.us-east-1.amazonaws.com': 'api.ecr-fips.us-east-1.amazonaws.com',
  '123456789012.dkr-ecr.us-east-1.on.aws': 'ecr.us-east-1.api.aws',
  'public.ecr.aws': 'api.ecr-public.us-east-1.amazonaws.com',
};
