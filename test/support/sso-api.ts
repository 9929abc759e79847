/**
 * IAM Identity Center's portal: credentials of a role for the access token that `aws sso login` left in
 * ~/.aws/sso/cache (docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html).
 */
import type { AwsIdentities } from './aws-identities.ts';
import type { Answer } from './faults.ts';
import { plant } from './secrets/planted.ts';
import type { HttpRequest } from './sigv4.ts';

/** The access token of a login; anybody else's is refused. */
export const ssoAccessToken = plant('AWS session token', 'OfTheLogin');

const path = '/federation/credentials';

export function ssoOperation({ method, url }: HttpRequest): string {
  return method === 'GET' && url.startsWith(`${path}?`) ? 'GetRoleCredentials' : '';
}

export function ssoFault(status: number): Answer {
  return json(status, { message: `injected ${status}` }, { 'x-amzn-errortype': 'InternalFailure' });
}

export function answerSso(request: HttpRequest, identities: AwsIdentities): Answer {
  const query = new URL(request.url, 'https://sso').searchParams;
  const account = query.get('account_id') ?? '';
  const role = query.get('role_name') ?? '';
  const valid =
    ssoOperation(request) !== '' && /^\d{12}$/.test(account) && /^[\w+=,.@-]+$/.test(role);
  if (!valid) return failure(400, 'InvalidRequestException', 'The request has a wrong form.');
  if (request.headers['x-amz-sso_bearer_token'] !== ssoAccessToken)
    return failure(401, 'UnauthorizedException', 'Session token not found or invalid');
  const key = identities.addSession(`arn:aws:sts::${account}:assumed-role/${role}/person`);
  return json(200, {
    roleCredentials: {
      accessKeyId: key.accessKeyId,
      secretAccessKey: key.secretAccessKey,
      sessionToken: key.sessionToken,
      expiration: Date.now() + 3600_000,
    },
  });
}

function failure(status: number, type: string, message: string): Answer {
  return json(status, { message }, { 'x-amzn-errortype': type });
}

function json(status: number, value: object, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  };
}
