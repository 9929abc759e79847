import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentityProvider } from '@aws-sdk/types';
import { parseKnownFiles } from '@smithy/core/config';
import { clientOptions } from '../aws/client-options.ts';
import { EcrAuthError } from '../errors.ts';
import type { Network } from '../network/network.ts';
import type { RegistryRule } from './rules.ts';
import type { SourceName } from './source-name.ts';
import { loadProfile, sources, type Surroundings } from './sources.ts';

export interface FoundCredentials {
  provider: AwsCredentialIdentityProvider;
  source: SourceName;
  /** For people: `profile ci`, `environment, then role arn:…`. */
  description: string;
  /** The sources before it, with the reason why each has nothing. */
  notes: readonly string[];
}

export interface CredentialsQuery {
  env: NodeJS.ProcessEnv;
  rule: RegistryRule | undefined;
  /** Region of the registry, whose STS is asked for roles, as docker-credential-ecr-login does. */
  region: string;
  network: Network;
  metadataTimeoutMs: number;
}

/**
 * Decides where the AWS credentials come from. It does not get them yet: the provider does.
 * @throws EcrAuthError when no source is set up, or the one that is cannot be used
 */
export async function findCredentials(query: CredentialsQuery): Promise<FoundCredentials> {
  const { env, rule, network, metadataTimeoutMs } = query;
  const profiles = await parseKnownFiles({ ignoreCache: true });
  const region = rule?.region ?? query.region;
  const client = clientOptions(network, region);
  const surroundings = { env, profiles, metadataTimeoutMs, client };
  const caller = findCaller(rule?.profile, surroundings);
  if (!rule?.roleArn) return caller;

  const provider = fromTemporaryCredentials({
    masterCredentials: caller.provider,
    params: {
      RoleArn: rule.roleArn,
      RoleSessionName: 'ecr-auth',
      ...(rule.externalId !== undefined && { ExternalId: rule.externalId }),
    },
    clientConfig: client,
  });
  return { ...caller, provider, description: `${caller.description}, then role ${rule.roleArn}` };
}

function findCaller(profile: string | undefined, surroundings: Surroundings): FoundCredentials {
  if (profile !== undefined) {
    const provider = loadProfile(profile, surroundings);
    return { provider, source: 'profile', description: `profile ${profile}`, notes: [] };
  }
  const notes: string[] = [];
  for (const { name, absent, load } of sources) {
    const why = absent(surroundings);
    if (why === undefined) {
      const provider = load(surroundings);
      return { provider, source: name, description: describe(name, surroundings), notes };
    }
    notes.push(`${name}: ${why}`);
  }
  throw new EcrAuthError('There are no AWS credentials.', {
    reason: 'no-credentials',
    hint: 'Give the process an identity: an instance role, a service account (IRSA, Pod Identity), or AWS_* variables.',
    notes,
  });
}

function describe(name: SourceName, { env }: Surroundings): string {
  if (name === 'profile') return `profile ${env['AWS_PROFILE'] || 'default'}`;
  return name === 'web identity' ? `web identity, role ${env['AWS_ROLE_ARN']}` : name;
}
