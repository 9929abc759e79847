import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { clientOptions } from '../aws/client-options.ts';
import {
  credentialsQuery,
  loadCredentials,
  requestToken,
  type TokenQuery,
} from '../aws/fetch-token.ts';
import { EcrAuthError, messageOf } from '../errors.ts';
import { findCredentials, type FoundCredentials } from '../identity/credentials.ts';
import type { Network } from '../network/network.ts';
import type { EcrToken } from '../token/token.ts';
import { fail, ok, warn, type Finding } from './finding.ts';

export interface AwsFindings {
  findings: Finding[];
  token?: EcrToken;
}

/** The way to a token, step by step and past the cache; it ends where a step fails. */
export async function checkAws(query: TokenQuery, network: Network): Promise<AwsFindings> {
  const findings: Finding[] = [];
  let check = 'credentials';
  try {
    const found = await findCredentials(credentialsQuery(query, network));
    const credentials = await loadCredentials(found, network);
    findings.push(...credentialFindings(found, query.env));
    findings.push(await checkIdentity(credentials, query, network));
    check = 'token';
    const token = await requestToken(query, network, found, credentials);
    const where = query.registry.service === 'ecr' ? query.registry.region : 'ECR Public';
    findings.push(ok(check, `a token for ${where}, good until ${token.expiresAt.toISOString()}`));
    return { findings, token };
  } catch (error) {
    if (!(error instanceof EcrAuthError)) throw error;
    const tried = error.notes.length > 0 ? ` Tried ${error.notes.join('; ')}.` : '';
    return { findings: [...findings, fail(check, `${error.message}${tried}`, error.hint)] };
  }
}

function credentialFindings(found: FoundCredentials, env: NodeJS.ProcessEnv): Finding[] {
  const before = found.notes.length > 0 ? ` (before it: ${found.notes.join('; ')})` : '';
  const finding = ok('credentials', `from ${found.description}${before}`);
  if (found.source !== 'environment' || !env['AWS_PROFILE']) return [finding];
  return [
    finding,
    warn(
      'credentials',
      `AWS_PROFILE is set to ${env['AWS_PROFILE']} but the keys in the environment are used`,
      'Unset one of the two.',
    ),
  ];
}

/** Needs no permission at AWS, but a way to STS, which a closed network may not have. */
async function checkIdentity(
  credentials: AwsCredentialIdentity,
  { registry }: TokenQuery,
  network: Network,
): Promise<Finding> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  try {
    const client = new STSClient({ ...clientOptions(network, registry.region), credentials });
    const { Arn } = await client.send(new GetCallerIdentityCommand({}));
    return ok('identity', `${Arn}`);
  } catch (error) {
    return warn(
      'identity',
      `STS in ${registry.region} does not say who this is: ${messageOf(error)}`,
      'Only this check needs it, unless a role is assumed: open the way to STS or ignore it.',
    );
  }
}
