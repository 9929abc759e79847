import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { EcrAuthError } from '../errors.ts';
import { findCredentials, type FoundCredentials } from '../identity/credentials.ts';
import type { RegistryRule } from '../identity/rules.ts';
import { createNetwork, type Network } from '../network/network.ts';
import type { EcrRegistry } from '../registry.ts';
import type { Settings } from '../settings.ts';
import { refreshTime, type EcrToken } from '../token/token.ts';
import { awsError } from './aws-error.ts';
import { askEcr } from './ecr-client.ts';
import { credentialsError } from './credentials-error.ts';
import { withDeadline } from './deadline.ts';

export interface TokenQuery {
  registry: EcrRegistry;
  rule: RegistryRule | undefined;
  env: NodeJS.ProcessEnv;
  settings: Settings;
}

/**
 * Asks AWS for a token: finds the credentials, gets them, signs one GetAuthorizationToken.
 * @throws EcrAuthError with the one sentence that explains it
 */
export async function fetchToken(query: TokenQuery): Promise<EcrToken> {
  return withNetwork(query, async (network) => {
    const found = await findCredentials(credentialsQuery(query, network));
    const credentials = await loadCredentials(found, network);
    return requestToken(query, network, found, credentials);
  });
}

/** Runs with connections that are closed afterwards, within the time that the settings allow. */
export async function withNetwork<T>(
  { env, settings }: Pick<TokenQuery, 'env' | 'settings'>,
  work: (network: Network) => Promise<T>,
): Promise<T> {
  // The SDK warns of node 20 on stderr, which docker shows to whoever pulls.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const { timeoutMs, connectTimeoutMs } = settings;
  // One lost answer leaves time for the retries of the SDK.
  const network = createNetwork({ env, connectTimeoutMs, requestTimeoutMs: timeoutMs / 3 });
  try {
    return await withDeadline(timeoutMs, work(network));
  } finally {
    network.close();
  }
}

export function credentialsQuery({ env, rule, registry, settings }: TokenQuery, network: Network) {
  const { metadataTimeoutMs } = settings;
  return { env, rule, region: registry.region, network, metadataTimeoutMs };
}

export async function loadCredentials(
  found: FoundCredentials,
  network: Network,
): Promise<AwsCredentialIdentity> {
  try {
    return await found.provider();
  } catch (error) {
    throw credentialsError(error, found, network);
  }
}

export async function requestToken(
  { registry }: TokenQuery,
  network: Network,
  found: FoundCredentials,
  credentials: AwsCredentialIdentity,
): Promise<EcrToken> {
  const api =
    registry.service === 'ecr' ? `The ECR API of ${registry.region}` : 'The ECR Public API';
  try {
    const answer = await askEcr(registry, credentials, network);
    const obtainedAt = new Date();
    const token = { ...answer, username: 'AWS' as const, obtainedAt, source: found.source };
    return { ...token, refreshAt: refreshTime(token, Math.random()) };
  } catch (error) {
    if (error instanceof EcrAuthError) throw error;
    throw awsError(error, {
      api,
      credentials: found.description,
      accessKeyId: credentials.accessKeyId,
      requestTimeoutMs: network.requestTimeoutMs,
    });
  }
}
