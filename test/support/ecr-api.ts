/**
 * ECR's and ECR Public's GetAuthorizationToken (docs.aws.amazon.com/AmazonECR/latest/APIReference and
 * .../AmazonECRPublic/latest/APIReference): AWS JSON 1.1, errors as `__type` and `message`.
 */
import { accountOf, arnOf, type AuthFailure, type Endpoint } from './aws-auth.ts';
import type { AwsIdentities, AwsKey, EcrToken } from './aws-identities.ts';
import type { Answer } from './faults.ts';
import type { HttpRequest } from './sigv4.ts';

/** `X-Amz-Target` of the only operation, by the service's name in a signature. */
const targets: Readonly<Record<EcrToken['service'], string>> = {
  ecr: 'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken',
  'ecr-public': 'SpencerFrontendService.GetAuthorizationToken',
};

const failures: Readonly<Record<AuthFailure, readonly [string, string]>> = {
  unsigned: ['MissingAuthenticationTokenException', 'Missing Authentication Token'],
  incomplete: ['IncompleteSignatureException', 'The request signature is not complete.'],
  'unknown-key': [
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  ],
  'wrong-signature': [
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  ],
  'wrong-scope': ['InvalidSignatureException', 'Credential should be scoped to a valid region.'],
  'wrong-time': ['InvalidSignatureException', 'Signature expired or not yet current.'],
  expired: ['ExpiredTokenException', 'The security token included in the request is expired'],
};

const errorNames: Readonly<Record<number, string>> = {
  400: 'InvalidParameterException',
  403: 'AccessDeniedException',
  429: 'ThrottlingException',
  500: 'ServerException',
  503: 'ServiceUnavailableException',
};

export function ecrOperation({ headers }: HttpRequest): string {
  return String(headers['x-amz-target'] ?? '')
    .split('.')
    .slice(1)
    .join('.');
}

export function ecrFailure(failure: AuthFailure): Answer {
  return jsonError(400, ...failures[failure]);
}

/** An error that has nothing to do with the request. */
export function ecrFault(status: number): Answer {
  return jsonError(status, errorNames[status] ?? 'ServerException', `injected ${status}`);
}

/** Answers a request that is properly signed by `key`. */
export function answerEcr(
  request: HttpRequest,
  { service, region }: Endpoint & { service: EcrToken['service'] },
  key: AwsKey,
  identities: AwsIdentities,
): Answer {
  if (request.headers['x-amz-target'] !== targets[service])
    return jsonError(400, 'UnknownOperationException', '');
  const registryIds = parseInput(request, service);
  if (!registryIds)
    return jsonError(400, 'SerializationException', 'The request is not AWS JSON 1.1.');
  if (key.denied) return denied(key, service);

  const { password, expiresAt } = identities.issueToken(key, service, region);
  const token = {
    authorizationToken: Buffer.from(`AWS:${password}`).toString('base64'),
    expiresAt: expiresAt.getTime() / 1000,
  };
  if (service === 'ecr-public') return json(200, { authorizationData: token });
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const accounts = registryIds.length > 0 ? registryIds : [accountOf(key)];
  return json(200, {
    authorizationData: accounts.map((account) => ({
      ...token,
      proxyEndpoint: `https://${account}.dkr.ecr.${region}.${suffix}`,
    })),
  });
}

/** The accounts asked for (a deprecated parameter of private ECR), undefined for another shape. */
function parseInput(request: HttpRequest, service: EcrToken['service']): string[] | undefined {
  if (request.method !== 'POST' || request.url !== '/') return undefined;
  if (request.headers['content-type'] !== 'application/x-amz-json-1.1') return undefined;
  const input = parseObject(request.body);
  const { registryIds = [], ...unknown } = input ?? { invalid: true };
  const accounts = Array.isArray(registryIds) ? registryIds.map(String) : [''];
  const allowed =
    service === 'ecr' ? accounts.every((id) => /^\d{12}$/.test(id)) : !accounts.length;
  return allowed && Object.keys(unknown).length === 0 ? accounts : undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value instanceof Object && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function denied(key: AwsKey, service: EcrToken['service']): Answer {
  const action = `${service}:GetAuthorizationToken`;
  const message = `User: ${arnOf(key)} is not authorized to perform: ${action} on resource: * because no identity-based policy allows the ${action} action`;
  return jsonError(400, 'AccessDeniedException', message);
}

function jsonError(status: number, type: string, message: string): Answer {
  return json(status, { __type: type, message });
}

function json(status: number, value: object): Answer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(value),
  };
}
