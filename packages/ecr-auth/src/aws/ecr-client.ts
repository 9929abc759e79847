import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { EcrAuthError } from '../errors.ts';
import type { Network } from '../network/network.ts';
import type { EcrRegistry } from '../registry.ts';
import { clientOptions } from './client-options.ts';

/**
 * GetAuthorizationToken of the API that belongs to the registry. Without `registryIds`, which are
 * deprecated: one token is good for every registry of the region that the identity may read
 * (docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html).
 *
 * @throws what the SDK throws; EcrAuthError when the answer holds no token
 */
export async function askEcr(
  registry: EcrRegistry,
  credentials: AwsCredentialIdentity,
  network: Network,
): Promise<{ password: string; expiresAt: Date }> {
  const options = { ...clientOptions(network, registry.region), credentials };
  const { data, clockOffsetMs } = await (registry.service === 'ecr'
    ? askPrivate(registry, options)
    : askPublic(options));
  const password = passwordIn(data?.authorizationToken);
  if (password === undefined || data?.expiresAt === undefined) {
    throw new EcrAuthError('The ECR API answers without a token.', { reason: 'bad-answer' });
  }
  // AWS's time, turned into that of this machine, by which it is going to be compared.
  const skew = Math.abs(clockOffsetMs) > inexactMs ? clockOffsetMs : 0;
  return { password, expiresAt: new Date(data.expiresAt.getTime() - skew) };
}

/** The SDK reads AWS's clock from a header with whole seconds: a small offset is no offset. */
const inexactMs = 60_000;

type Options = ReturnType<typeof clientOptions> & { credentials: AwsCredentialIdentity };

async function askPrivate(
  { fips, dualStack }: { fips: boolean; dualStack: boolean },
  options: Options,
) {
  const { ECRClient, GetAuthorizationTokenCommand } = await import('@aws-sdk/client-ecr');
  const client = new ECRClient({
    ...options,
    // Only when the host says so: the SDK's own variables stay in force for the others.
    ...(fips && { useFipsEndpoint: true }),
    ...(dualStack && { useDualstackEndpoint: true }),
  });
  const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
  return { data: authorizationData?.[0], clockOffsetMs: client.config.systemClockOffset };
}

async function askPublic(options: Options) {
  const { ECRPUBLICClient, GetAuthorizationTokenCommand } =
    await import('@aws-sdk/client-ecr-public');
  const client = new ECRPUBLICClient(options);
  const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
  return { data: authorizationData, clockOffsetMs: client.config.systemClockOffset };
}

/** The token is `AWS:password` in base64; a password may hold colons. */
function passwordIn(token: string | undefined): string | undefined {
  const [user, ...rest] = Buffer.from(token ?? '', 'base64')
    .toString()
    .split(':');
  const password = rest.join(':');
  return user === 'AWS' && password !== '' ? password : undefined;
}
