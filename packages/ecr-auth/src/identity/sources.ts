import { readFileSync } from 'node:fs';
import {
  fromEnv,
  fromHttp,
  fromIni,
  fromInstanceMetadata,
  fromTokenFile,
} from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentityProvider } from '@aws-sdk/types';
import { codeOf, EcrAuthError } from '../errors.ts';
import type { AwsClientOptions } from '../aws/client-options.ts';
import { sharedFiles } from './identity.ts';
import type { SourceName } from './source-name.ts';

/** What the sources look at. */
export interface Surroundings {
  env: NodeJS.ProcessEnv;
  /** Profiles of the shared config files, by name. */
  profiles: Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;
  metadataTimeoutMs: number;
  client: AwsClientOptions;
}

export interface Source {
  name: SourceName;
  /** Why there is nothing to be had here; undefined: this source decides. */
  absent(surroundings: Surroundings): string | undefined;
  /** @throws EcrAuthError when it is set up wrongly */
  load(surroundings: Surroundings): AwsCredentialIdentityProvider;
}

/**
 * In the order of the AWS CLI and of docker-credential-ecr-login (aws-sdk-go-v2,
 * `config/resolve_credentials.go`): whoever replaces that helper keeps his identity. The first source
 * that is set up decides. If it fails, that is the answer: going on would mean to act as somebody
 * else, say, as the machine instead of the role.
 */
export const sources: readonly Source[] = [
  {
    name: 'environment',
    absent({ env }) {
      const missing = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'].filter((name) => !env[name]);
      return missing.length > 0 ? `${missing.join(' and ')} not set` : undefined;
    },
    load({ env }) {
      for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
        if (/\s/.test(env[name] ?? '')) throw spaced(name);
      return fromEnv();
    },
  },
  {
    name: 'web identity',
    absent: ({ env }) =>
      env['AWS_WEB_IDENTITY_TOKEN_FILE'] ? undefined : 'AWS_WEB_IDENTITY_TOKEN_FILE not set',
    load({ env, client }) {
      const { AWS_WEB_IDENTITY_TOKEN_FILE: file = '', AWS_ROLE_ARN: roleArn } = env;
      if (!roleArn) {
        throw new EcrAuthError('AWS_WEB_IDENTITY_TOKEN_FILE is set, AWS_ROLE_ARN is not.', {
          reason: 'settings',
          hint: 'Name the role to assume in AWS_ROLE_ARN, or unset the other.',
        });
      }
      requireReadable('AWS_WEB_IDENTITY_TOKEN_FILE', file);
      return fromTokenFile({ clientConfig: client });
    },
  },
  {
    name: 'profile',
    absent({ env, profiles }) {
      const name = env['AWS_PROFILE'];
      if (name) return undefined;
      if (hasCredentials(profiles['default'] ?? {})) return undefined;
      const { config, credentials } = sharedFiles(env);
      return `AWS_PROFILE not set, no default profile with credentials in ${config} or ${credentials}`;
    },
    load: (surroundings) => loadProfile(surroundings.env['AWS_PROFILE'] || 'default', surroundings),
  },
  {
    name: 'container',
    absent: ({ env }) =>
      env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] || env['AWS_CONTAINER_CREDENTIALS_FULL_URI']
        ? undefined
        : 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI not set',
    load({ env, metadataTimeoutMs }) {
      const tokenFile = env['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'];
      if (tokenFile) requireReadable('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', tokenFile);
      return fromHttp({ timeout: metadataTimeoutMs, maxRetries: 1 });
    },
  },
  {
    name: 'instance metadata',
    absent: ({ env }) =>
      env['AWS_EC2_METADATA_DISABLED']?.toLowerCase() === 'true'
        ? 'AWS_EC2_METADATA_DISABLED is true'
        : undefined,
    load({ metadataTimeoutMs }) {
      return fromInstanceMetadata({ timeout: metadataTimeoutMs, maxRetries: 1 });
    },
  },
];

/** @throws EcrAuthError when the shared config has no such profile */
export function loadProfile(
  profile: string,
  { env, profiles, client }: Surroundings,
): AwsCredentialIdentityProvider {
  if (!profiles[profile]) {
    const { config, credentials } = sharedFiles(env);
    const names = Object.keys(profiles).join(', ') || 'none';
    throw new EcrAuthError(
      `The profile ${JSON.stringify(profile)} is neither in ${config} nor in ${credentials} (profiles there: ${names}).`,
      {
        reason: 'settings',
        hint: 'Correct AWS_PROFILE, or the profile in the file of ECR_AUTH_CONFIG.',
      },
    );
  }
  const { requestHandler } = client;
  return fromIni({ profile, clientConfig: { requestHandler }, parentClientConfig: client });
}

/** Whether a profile is more than a region and an output format. */
function hasCredentials(profile: Readonly<Record<string, string | undefined>>): boolean {
  const keys = ['aws_access_key_id', 'role_arn', 'credential_process', 'sso_session'];
  return [...keys, 'sso_start_url', 'login_session'].some((key) => profile[key] !== undefined);
}

function requireReadable(variable: string, path: string): void {
  try {
    readFileSync(path);
  } catch (cause) {
    throw new EcrAuthError(`${variable} names ${path}, which cannot be read: ${codeOf(cause)}.`, {
      reason: 'credentials',
      hint: 'The file is mounted by EKS, or written by the workflow that asked for an OIDC token: check the mount, and that this user may read it.',
      cause,
    });
  }
}

function spaced(name: string): EcrAuthError {
  return new EcrAuthError(`${name} has white space in it, perhaps a line break at its end.`, {
    reason: 'credentials',
    hint: 'Set it again without: `echo` adds a line break, `printf %s` does not.',
  });
}
