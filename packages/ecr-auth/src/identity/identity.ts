import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import type { RegistryRule } from './rules.ts';

/**
 * Whose token it is, as far as that can be known without a network call: the key of the token cache.
 * Everything that decides it must be in here, or one identity would be given the token of another;
 * nothing that rotates may be in here, or the cache would never hit: keys of roles are new each time.
 *
 * The order is that of the credential sources (sources.ts).
 */
export function identityOf(env: NodeJS.ProcessEnv, rule?: RegistryRule): readonly string[] {
  const role = rule?.roleArn ? ['role', rule.roleArn, rule.externalId ?? ''] : [];
  const caller = rule?.profile ? profileIdentity(env, rule.profile) : callerIdentity(env);
  return [...role, ...caller];
}

function callerIdentity(env: NodeJS.ProcessEnv): string[] {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ROLE_ARN } = env;
  if (AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY) return ['environment', AWS_ACCESS_KEY_ID];
  const tokenFile = env['AWS_WEB_IDENTITY_TOKEN_FILE'];
  // The subject, too: a job that may not assume the role must not find the token of one that may.
  if (tokenFile) return ['web identity', AWS_ROLE_ARN ?? '', tokenFile, subjectOf(tokenFile)];
  // Whether the profile has credentials is not worth the time of a parser: what would come after it
  // is part of the identity as well.
  const profile = profileIdentity(env, env['AWS_PROFILE'] ?? 'default');
  const hasProfile = env['AWS_PROFILE'] || profile.slice(2).some(Boolean);
  // A pod is its service account, whatever its name is and wherever it runs.
  if (isPod(env) && !hasProfile) return containerIdentity(env);
  return [
    ...profile,
    ...containerIdentity(env),
    'instance',
    env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] ?? '',
    // A home directory may be shared by several machines, each with a role of its own.
    hostname(),
  ];
}

function isPod(env: NodeJS.ProcessEnv): boolean {
  const { AWS_CONTAINER_CREDENTIALS_FULL_URI, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE } = env;
  return Boolean(AWS_CONTAINER_CREDENTIALS_FULL_URI && AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE);
}

/** A profile is what the files say today: an edited role must not get yesterday's token. */
function profileIdentity(env: NodeJS.ProcessEnv, profile: string): string[] {
  const { config, credentials } = sharedFiles(env);
  return ['profile', profile, digestOf(config), digestOf(credentials)];
}

function containerIdentity(env: NodeJS.ProcessEnv): string[] {
  return [
    'container',
    env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] ?? '',
    env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] ?? '',
    env['AWS_CONTAINER_AUTHORIZATION_TOKEN'] ?? '',
    subjectOf(env['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE']),
  ];
}

/** Where the AWS SDKs look for the shared config (docs.aws.amazon.com/sdkref, "file-location"). */
export function sharedFiles(env: NodeJS.ProcessEnv): { config: string; credentials: string } {
  const folder = join(homedir(), '.aws');
  return {
    config: env['AWS_CONFIG_FILE'] || join(folder, 'config'),
    credentials: env['AWS_SHARED_CREDENTIALS_FILE'] || join(folder, 'credentials'),
  };
}

/**
 * Who the token is for, whatever else in it is new each time. With EKS Pod Identity all pods of a cluster
 * have the same URI and path, and the subject is the service account (docs.aws.amazon.com/eks, "pod-id-how-it-works").
 */
function subjectOf(tokenFile: string | undefined): string {
  if (!tokenFile) return '';
  const payload = (read(tokenFile) ?? '').split('.')[1];
  if (payload === undefined) return tokenFile;
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown;
    const { iss, sub } = Object(claims) as Record<string, unknown>;
    return typeof sub === 'string' ? JSON.stringify([iss, sub]) : tokenFile;
  } catch {
    return tokenFile;
  }
}

function digestOf(file: string): string {
  const content = read(file);
  return content === undefined ? '' : createHash('sha256').update(content).digest('hex');
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Absent or not readable: the source itself says so, if it turns out to be needed.
    return undefined;
  }
}
