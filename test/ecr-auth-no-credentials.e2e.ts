/** No AWS credentials, or none that can be used: one sentence each, through a real `docker pull`. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installEcrAuth } from './support/ecr-auth.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { expectExplained, type Failure } from './support/explained-failure.ts';
import { ecr, noIdentity } from './support/fixtures.ts';

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([`${ecr}/app:1`]);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

const roleArn = 'arn:aws:iam::123456789012:role/runner';

const failures: Record<string, Failure> = {
  'no identity at all': {
    env: () => noIdentity,
    says: /There are no AWS credentials\./,
    advises: /IRSA, Pod Identity/,
  },
  'metadata out of reach': {
    before: () => environment.aws.setInstanceMetadata(false),
    after: () => environment.aws.setInstanceMetadata(true),
    env: () => ({}),
    says: /There are no AWS credentials: there is no instance metadata within reach/,
    advises: /hop limit of the metadata must be 2/,
  },
  'an instance without a role': {
    faults: [{ answer: 404, on: 'security-credentials' }],
    env: () => ({}),
    says: /the instance has no role/,
    advises: /Attach an instance profile/,
  },
  'a profile that does not exist': {
    env: () => ({ AWS_PROFILE: 'nobody' }),
    says: /The profile "nobody" is neither in .+\/\.aws\/config nor in .+\/\.aws\/credentials/,
    advises: /Correct AWS_PROFILE/,
  },
  'a credential_process that fails': {
    env: (file) => ({ AWS_CONFIG_FILE: file('[default]\ncredential_process = /bin/false\n') }),
    says: /profile default gives no AWS credentials: Command failed: \/bin\/false/,
    advises: /aws sts get-caller-identity/,
  },
  'a credential_process that hangs': {
    env: (file) => ({
      AWS_CONFIG_FILE: file('[default]\ncredential_process = sleep 4711\n'),
      ECR_AUTH_TIMEOUT: '1',
    }),
    says: /AWS gave no token within 1 s/,
    advises: /credential_process of the profile/,
  },
  'a web identity without its file': {
    env: () => ({ AWS_ROLE_ARN: roleArn, AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere' }),
    says: /AWS_WEB_IDENTITY_TOKEN_FILE names \/nowhere, which cannot be read: ENOENT/,
    advises: /check the mount/,
  },
  'a web identity without a role': {
    env: (file) => ({ AWS_WEB_IDENTITY_TOKEN_FILE: file('token') }),
    says: /AWS_WEB_IDENTITY_TOKEN_FILE is set, AWS_ROLE_ARN is not/,
    advises: /Name the role to assume/,
  },
  'a web identity token that STS does not accept': {
    env: (file) => ({ AWS_ROLE_ARN: roleArn, AWS_WEB_IDENTITY_TOKEN_FILE: file('no-jwt') }),
    says: /STS does not accept the web identity token \(web identity, role arn:aws:iam::123456789012:role\/runner\)/,
    advises: /issuer, audience and subject/,
  },
  'a role that may not be assumed': {
    env: (file) => ({
      AWS_ROLE_ARN: roleArn,
      AWS_WEB_IDENTITY_TOKEN_FILE: file(environment.webIdentityToken),
    }),
    faults: [{ answer: 403, on: '^sts ' }],
    says: /STS denies access \(credentials from web identity/,
    advises: /in the trust policy/,
  },
  'a pod identity that is refused': {
    env: (file) => ({
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1/credentials',
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file('of somebody else'),
    }),
    says: /container gives no AWS credentials/,
    advises: /pod identity association/,
  },
  'a login of IAM Identity Center that is over': {
    env: (file) => ({
      AWS_PROFILE: 'person',
      AWS_CONFIG_FILE: file(
        '[profile person]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = Developer\n',
      ),
    }),
    says: /profile person gives no AWS credentials: The SSO session .* invalid/,
    advises: /aws sso login|aws sts get-caller-identity/,
  },
};

test.each(Object.entries(failures))('explains %s', async (_name, failure) => {
  await expectExplained(environment, failure);
});

test('ends the program of a credential_process that hangs', async () => {
  const config = join(environment.directory, 'hanging-config');
  writeFileSync(config, '[default]\ncredential_process = sleep 4712\n');
  const ecrAuth = installEcrAuth(environment);
  const env = { AWS_CONFIG_FILE: config, ECR_AUTH_TIMEOUT: '1' };
  expect(await ecrAuth.helper('get', ecr, env)).toMatchObject({ exitCode: 1 });
  const left = await environment.run(['pgrep', '-f', 'sleep 4712'], {
    env: { PATH: environment.path },
  });
  expect(left.stdout).toBe('');
});
