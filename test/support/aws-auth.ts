/** Is a request to the fake AWS signed by somebody who may make it? */
import type { AwsIdentities, AwsKey } from './aws-identities.ts';
import {
  isCompletelySigned,
  isSignedBy,
  isTimely,
  parseAuthorization,
  type HttpRequest,
} from './sigv4.ts';

export type AuthFailure =
  | 'unsigned'
  | 'incomplete'
  | 'unknown-key'
  | 'wrong-signature'
  | 'wrong-scope'
  | 'wrong-time'
  | 'expired';

export type AuthResult = { readonly key: AwsKey } | { readonly failure: AuthFailure };

export interface Endpoint {
  /** The service's name in a signature's scope. */
  readonly service: string;
  readonly region: string;
}

/** Checks in AWS's order: the form, who it is, the signature, then the rest. */
export function authenticate(
  request: HttpRequest,
  endpoint: Endpoint,
  identities: AwsIdentities,
  now: Date,
): AuthResult {
  const header = request.headers['authorization'];
  if (typeof header !== 'string') return { failure: 'unsigned' };
  const authorization = parseAuthorization(header);
  if (!authorization) return { failure: 'incomplete' };

  const key = identities.findKey(authorization.accessKeyId);
  const sessionToken = request.headers['x-amz-security-token'];
  if (!key || key.sessionToken !== sessionToken) return { failure: 'unknown-key' };
  if (!isSignedBy(request, authorization, key.secretAccessKey))
    return { failure: 'wrong-signature' };
  if (!isCompletelySigned(request, authorization)) return { failure: 'incomplete' };
  if (!isTimely(request, authorization, now)) return { failure: 'wrong-time' };

  const { service, region } = authorization.scope;
  if (service !== endpoint.service || region !== endpoint.region) return { failure: 'wrong-scope' };
  return key.expired ? { failure: 'expired' } : { key };
}

export function accountOf(key: AwsKey): string {
  return key.account ?? key.arn?.split(':')[4] ?? '123456789012';
}

export function arnOf(key: AwsKey): string {
  return key.arn ?? `arn:aws:iam::${accountOf(key)}:user/ci`;
}
