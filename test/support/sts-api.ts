/**
 * The part of STS that credential chains use (docs.aws.amazon.com/STS/latest/APIReference): the AWS
 * query protocol, answers in XML.
 */
import { accountOf, arnOf, type AuthFailure } from './aws-auth.ts';
import type { AwsIdentities, AwsKey } from './aws-identities.ts';
import type { Answer } from './faults.ts';
import type { HttpRequest } from './sigv4.ts';

const version = '2011-06-15';
const namespace = `https://sts.amazonaws.com/doc/${version}/`;

const failures: Readonly<Record<AuthFailure, readonly [string, string]>> = {
  unsigned: ['MissingAuthenticationToken', 'Request is missing Authentication Token'],
  incomplete: ['IncompleteSignature', 'The request signature is not complete.'],
  'unknown-key': ['InvalidClientTokenId', 'The security token included in the request is invalid.'],
  'wrong-signature': [
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  ],
  'wrong-scope': ['SignatureDoesNotMatch', 'Credential should be scoped to a valid region.'],
  'wrong-time': ['SignatureDoesNotMatch', 'Signature expired or not yet current.'],
  expired: ['ExpiredToken', 'The security token included in the request is expired'],
};

/** The form fields of a request, or none if it has another shape. */
export function stsParameters(request: HttpRequest): URLSearchParams {
  const isForm = String(request.headers['content-type']).startsWith(
    'application/x-www-form-urlencoded',
  );
  const valid = request.method === 'POST' && request.url === '/' && isForm;
  const parameters = new URLSearchParams(valid ? request.body : '');
  return parameters.get('Version') === version ? parameters : new URLSearchParams();
}

/** What the record keeps of a request. */
export function stsCall(parameters: URLSearchParams) {
  const roleArn = parameters.get('RoleArn');
  const externalId = parameters.get('ExternalId');
  return {
    operation: parameters.get('Action') ?? '',
    ...(roleArn !== null && { roleArn }),
    ...(externalId !== null && { externalId }),
  };
}

export function stsFailure(failure: AuthFailure): Answer {
  return xmlError(failure === 'incomplete' ? 400 : 403, ...failures[failure]);
}

export function stsFault(status: number): Answer {
  return xmlError(
    status,
    status === 403 ? 'AccessDenied' : 'InternalFailure',
    `injected ${status}`,
  );
}

/** The one operation that is not signed: the web identity token proves who is asking. */
export function answerWebIdentity(
  parameters: URLSearchParams,
  knownTokens: ReadonlySet<string>,
  identities: AwsIdentities,
): Answer {
  const token = parameters.get('WebIdentityToken') ?? '';
  if (!/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(token))
    return xmlError(400, 'InvalidIdentityToken', 'The ID Token provided is not a valid JWT.');
  if (!knownTokens.has(token))
    return xmlError(400, 'InvalidIdentityToken', 'The web identity token cannot be validated.');
  return answerAssumedRole('AssumeRoleWithWebIdentity', parameters, identities);
}

/** Answers a request that is properly signed by `key`. */
export function answerSts(
  parameters: URLSearchParams,
  key: AwsKey,
  identities: AwsIdentities,
): Answer {
  const action = parameters.get('Action');
  if (action === 'AssumeRole')
    return key.denied
      ? xmlError(
          403,
          'AccessDenied',
          `User: ${arnOf(key)} is not authorized to perform: sts:AssumeRole`,
        )
      : answerAssumedRole(action, parameters, identities);
  if (action === 'GetCallerIdentity')
    return result(action, { Arn: arnOf(key), UserId: 'AIDATEST', Account: accountOf(key) });
  return xmlError(
    400,
    'InvalidAction',
    `Could not find operation ${action} for version ${version}`,
  );
}

function answerAssumedRole(
  action: string,
  parameters: URLSearchParams,
  identities: AwsIdentities,
): Answer {
  const role =
    /^arn:(?<partition>aws[\w-]*):iam::(?<account>\d{12}):role\/(?<name>[\w+=,.@/-]+)$/.exec(
      parameters.get('RoleArn') ?? '',
    )?.groups;
  const session = parameters.get('RoleSessionName') ?? '';
  if (!role || !/^[\w+=,.@-]{2,64}$/.test(session))
    return xmlError(400, 'ValidationError', 'RoleArn or RoleSessionName has a wrong form.');
  const arn = `arn:${role['partition']}:sts::${role['account']}:assumed-role/${role['name']}/${session}`;
  const key = identities.addSession(arn);
  return result(action, {
    Credentials: {
      AccessKeyId: key.accessKeyId,
      SecretAccessKey: key.secretAccessKey,
      SessionToken: key.sessionToken,
      Expiration: new Date(Date.now() + 3600_000).toISOString(),
    },
    AssumedRoleUser: { AssumedRoleId: `AROATEST:${session}`, Arn: arn },
  });
}

type Xml = string | { readonly [element: string]: Xml };

function result(action: string, content: Xml): Answer {
  const body = { [`${action}Result`]: content, ResponseMetadata: { RequestId: 'test' } };
  return xml(200, `<${action}Response xmlns="${namespace}">${render(body)}</${action}Response>`);
}

function xmlError(status: number, code: string, message: string): Answer {
  const error = render({
    Error: { Type: 'Sender', Code: code, Message: message },
    RequestId: 'test',
  });
  return xml(status, `<ErrorResponse xmlns="${namespace}">${error}</ErrorResponse>`);
}

function render(content: Xml): string {
  if (typeof content === 'string') return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return Object.entries(content)
    .map(([name, value]) => `<${name}>${render(value)}</${name}>`)
    .join('');
}

function xml(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
