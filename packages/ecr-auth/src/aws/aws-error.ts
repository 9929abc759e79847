import { EcrAuthError, messageOf, textField, type Reason } from '../errors.ts';
import { networkError } from '../network/network-error.ts';

/** What was asked of whom, for the sentence. */
export interface AwsCall {
  /** `the ECR API of us-east-1`, `STS`. */
  api: string;
  /** Where the credentials come from, in words. */
  credentials: string;
  /** `AKIA…`: which key it is, without its middle. */
  accessKeyId?: string;
  requestTimeoutMs: number;
}

interface Explanation {
  reason: Reason;
  why: (call: AwsCall) => string;
  hint: string;
}

const unknownKey: Explanation = {
  reason: 'credentials',
  why: ({ accessKeyId, credentials }) =>
    `does not know the access key${accessKeyId ? ` ${shorten(accessKeyId)}` : ''} (from ${credentials})`,
  hint: 'The key is deleted or inactive, or AWS_SESSION_TOKEN is missing, stale or of another key.',
};
const wrongSecret: Explanation = {
  reason: 'credentials',
  why: ({ accessKeyId, credentials }) =>
    `refuses the signature: the secret does not belong to the access key${accessKeyId ? ` ${shorten(accessKeyId)}` : ''} (from ${credentials})`,
  hint: 'Set AWS_SECRET_ACCESS_KEY again, whole and without quotes; if it is right, a proxy changes the request.',
};
const clockSkew: Explanation = {
  reason: 'clock-skew',
  why: () =>
    `refuses the signature as too old or too new; this machine says ${new Date().toISOString()}`,
  hint: 'Set the clock of the machine: more than 5 minutes off is too much (timedatectl, chrony).',
};
const expired: Explanation = {
  reason: 'expired-credentials',
  why: ({ credentials }) => `says that the credentials (from ${credentials}) have expired`,
  hint: 'Get new ones, or better an identity that renews itself: an instance role, IRSA or Pod Identity. For SSO run `aws sso login`.',
};
const denied: Explanation = {
  reason: 'access-denied',
  why: ({ credentials }) => `denies access (credentials from ${credentials})`,
  hint: 'Allow the action in the policy of that identity: ecr:GetAuthorizationToken (resource "*") for tokens, sts:AssumeRole* in the trust policy for roles.',
};
const webIdentity: Explanation = {
  reason: 'credentials',
  why: ({ credentials }) => `does not accept the web identity token (${credentials})`,
  hint: 'Check that the token has not expired, and that issuer, audience and subject are those of the OIDC provider and of the trust policy of the role.',
};
const throttled: Explanation = {
  reason: 'throttled',
  why: () => 'is asked too often (throttled)',
  hint: 'Try again in a moment; share the token cache between the runners of a machine (ECR_AUTH_CACHE_DIR).',
};
const serverError: Explanation = {
  reason: 'server-error',
  why: () => 'has a failure of its own',
  hint: 'Try again in a moment; health.aws.amazon.com says whether AWS knows of it.',
};

/** By the error's name (docs.aws.amazon.com, "Common Errors" of ECR and STS). */
const explanations: Readonly<Record<string, Explanation>> = {
  UnrecognizedClientException: unknownKey,
  InvalidClientTokenId: unknownKey,
  InvalidSignatureException: wrongSecret,
  SignatureDoesNotMatch: wrongSecret,
  RequestExpired: clockSkew,
  RequestTimeTooSkewed: clockSkew,
  ExpiredTokenException: expired,
  ExpiredToken: expired,
  UnauthorizedException: expired,
  AccessDeniedException: denied,
  AccessDenied: denied,
  InvalidIdentityToken: webIdentity,
  InvalidIdentityTokenException: webIdentity,
  IDPRejectedClaim: webIdentity,
  ThrottlingException: throttled,
  Throttling: throttled,
  TooManyRequestsException: throttled,
};

/** One sentence for an error of the AWS SDK: an answer of AWS, or none. */
export function awsError(error: unknown, call: AwsCall): EcrAuthError {
  if (error instanceof EcrAuthError) return error;
  const status = statusOf(error);
  const said = messageOf(error);
  const known = explain(error, status, said);
  if (known) {
    const quote = said && said !== textField(error, 'name') ? ` (${said.replace(/\.$/, '')})` : '';
    const { reason, why, hint } = known;
    return new EcrAuthError(`${call.api} ${why(call)}${quote}.`, { reason, hint, cause: error });
  }
  if (status === undefined) {
    return networkError(error, textField(error, 'askedHost') ?? call.api, call.requestTimeoutMs);
  }
  if (status < 300) {
    const [why] = said.split('\n');
    return new EcrAuthError(`${call.api} gives an answer that is not one of AWS (${why}).`, {
      reason: 'bad-answer',
      hint: 'A proxy or a sign-in page may stand in between: check HTTPS_PROXY and NO_PROXY.',
      cause: error,
    });
  }
  return new EcrAuthError(`${call.api} refuses the request with status ${status} (${said}).`, {
    reason: 'refused',
    cause: error,
  });
}

function explain(
  error: unknown,
  status: number | undefined,
  said: string,
): Explanation | undefined {
  const name = textField(error, 'name') ?? '';
  const known = Object.hasOwn(explanations, name) ? explanations[name] : undefined;
  if (known === wrongSecret && /expired|not yet current/i.test(said)) return clockSkew;
  if (known) return known;
  if (status === 429) return throttled;
  return status !== undefined && status >= 500 ? serverError : undefined;
}

function statusOf(error: unknown): number | undefined {
  const { $metadata } = Object(error) as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}

/** An access key id is no secret, but it names an account: its ends are enough to find it. */
function shorten(accessKeyId: string): string {
  return accessKeyId.length < 12 ? '' : `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`;
}
