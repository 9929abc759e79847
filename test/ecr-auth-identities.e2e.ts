/** Each kind of AWS identity, through a real `docker pull`. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { installEcrAuth } from './support/ecr-auth.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, ecr, noIdentity } from './support/fixtures.ts';
import { podToken, taskCredentialsPath } from './support/metadata.ts';
import { ssoAccessToken } from './support/sso-api.ts';

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([`${ecr}/app:1`]);
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

const token = 'ecr GetAuthorizationToken';
const metadata = 'metadata GET /latest/meta-data/iam/security-credentials/';
const roleArn = 'arn:aws:iam::123456789012:role/runner';

interface Identity {
  /** Variables; `file` writes one and returns its path. */
  env: (file: (name: string, content: string) => string) => Record<string, string>;
  asked: string[];
}

const keysOf = () => ({
  aws_access_key_id: environment.credentials.accessKeyId,
  aws_secret_access_key: environment.credentials.secretAccessKey,
});
const ini = (sections: Record<string, Record<string, string>>) =>
  Object.entries(sections)
    .map(([name, values]) =>
      [`[${name}]`, ...Object.entries(values).map(([key, value]) => `${key} = ${value}`)].join(
        '\n',
      ),
    )
    .join('\n\n');

const identities: Record<string, Identity> = {
  'keys in the environment': { env: () => awsIdentity(environment), asked: [token] },
  'the default profile of the shared credentials file': {
    env: (file) => ({
      AWS_SHARED_CREDENTIALS_FILE: file('credentials', ini({ default: keysOf() })),
    }),
    asked: [token],
  },
  'a named profile with a role and a source profile': {
    env: (file) => ({
      AWS_PROFILE: 'ci',
      AWS_SHARED_CREDENTIALS_FILE: file('credentials', ini({ base: keysOf() })),
      AWS_CONFIG_FILE: file(
        'config',
        ini({ 'profile ci': { role_arn: roleArn, source_profile: 'base', region: 'us-east-1' } }),
      ),
    }),
    asked: ['sts AssumeRole', token],
  },
  'a profile with a credential_process': {
    env: (file) => {
      const { accessKeyId, secretAccessKey } = environment.credentials;
      const answer = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
      const answerFile = file('answer.json', JSON.stringify(answer));
      const config = ini({ default: { credential_process: `/bin/cat ${answerFile}` } });
      return { AWS_CONFIG_FILE: file('config', config) };
    },
    asked: [token],
  },
  'a profile with a web identity': {
    env: (file) => ({
      AWS_CONFIG_FILE: file(
        'config',
        ini({
          default: {
            role_arn: roleArn,
            web_identity_token_file: file('token', environment.webIdentityToken),
          },
        }),
      ),
    }),
    asked: ['sts AssumeRoleWithWebIdentity', token],
  },
  'a login of IAM Identity Center': {
    env: (file) => {
      const start = 'https://example.awsapps.com/start';
      const name = createHash('sha1').update('corp').digest('hex');
      const login = {
        startUrl: start,
        region: 'us-east-1',
        accessToken: ssoAccessToken,
        expiresAt: new Date(Date.now() + 3600_000).toISOString(),
      };
      const cached = file(`.aws/sso/cache/${name}.json`, JSON.stringify(login));
      const config = ini({
        'profile person': {
          sso_session: 'corp',
          sso_account_id: '123456789012',
          sso_role_name: 'Developer',
        },
        'sso-session corp': { sso_region: 'us-east-1', sso_start_url: start },
      });
      return {
        HOME: cached.replace(/\/\.aws\/.*/, ''),
        AWS_PROFILE: 'person',
        AWS_CONFIG_FILE: file('config', config),
      };
    },
    asked: ['sso GetRoleCredentials', token],
  },
  'a web identity (IRSA, GitHub OIDC)': {
    env: (file) => ({
      AWS_ROLE_ARN: roleArn,
      AWS_WEB_IDENTITY_TOKEN_FILE: file('token', environment.webIdentityToken),
    }),
    asked: ['sts AssumeRoleWithWebIdentity', token],
  },
  'EKS Pod Identity': {
    env: (file) => ({
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1/credentials',
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file('token', podToken),
    }),
    asked: ['metadata GET /v1/credentials', token],
  },
  'the role of an ECS task': {
    env: () => ({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: taskCredentialsPath }),
    asked: [`metadata GET ${taskCredentialsPath}`, token],
  },
  'the role of the EC2 instance, by IMDSv2': {
    env: () => ({}),
    asked: ['metadata PUT /latest/api/token', metadata, `${metadata}runner`, token],
  },
};

test.each(Object.entries(identities))('pulls with %s', async (_name, { env, asked }) => {
  const folder = mkdtempSync(join(environment.directory, 'identity-'));
  const file = (name: string, content: string) => {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const helper = installEcrAuth(environment);
  const disabled = asked.some((request) => request.startsWith(metadata)) ? {} : noIdentity;
  const variables = { ...disabled, ...env(file) };
  const answer = await helper.pull(`${ecr}/app:1`, variables);
  expect(answer).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await whatHappened()).toMatchObject({ user: 'AWS', aws: asked });

  // Role or not: the second pull asks nobody, though a role would get other keys.
  await environment.aws.clearRequests();
  await environment.docker('image', 'rm', `${ecr}/app:1`);
  expect(await helper.pull(`${ecr}/app:1`, variables)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await whatHappened()).toMatchObject({ user: 'AWS', aws: [] });
});
