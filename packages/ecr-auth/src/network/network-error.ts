import { codeOf, EcrAuthError, messageOf, textField, type Reason } from '../errors.ts';

const reasons: Readonly<Record<string, Reason>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ETIMEDOUT: 'timeout',
  ECONNREFUSED: 'network',
  ECONNRESET: 'network',
  EPIPE: 'network',
  EHOSTUNREACH: 'network',
  ENETUNREACH: 'network',
  EADDRNOTAVAIL: 'network',
};

/** Codes of OpenSSL and node for a certificate that is not trusted (nodejs.org/api/tls, X509). */
const certificate = /^(CERT_|ERR_TLS_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/;

/**
 * The sentence for a connection that gave no answer.
 * @param host with port, if it is an unusual one
 * @param timeoutMs the limit of one request
 */
export function networkError(error: unknown, host: string, timeoutMs: number): EcrAuthError {
  const deepest = innermost(error);
  const code = codeOf(deepest) ?? codeOf(error) ?? '';
  const reason = classify(code) ?? (isTimeout(error, deepest) ? 'timeout' : 'network');
  const { why, hint } = explanations(host, timeoutMs)[reason] ?? {
    why: `the connection failed (${code || messageOf(error)})`,
    hint: 'Check network, firewall and proxy (HTTPS_PROXY, NO_PROXY) of the machine.',
  };
  const detail = code === '' || why.includes(code) ? '' : ` (${code})`;
  return new EcrAuthError(`${host} could not be asked: ${why}${detail}.`, {
    reason,
    hint,
    cause: error,
  });
}

/** By the code: the SDK gives a connection that was reset the name of a timeout. */
function classify(code: string): Reason | undefined {
  return reasons[code] ?? (certificate.test(code) ? 'tls' : undefined);
}

function isTimeout(...errors: unknown[]): boolean {
  return errors.some((error) =>
    ['TimeoutError', 'AbortError'].includes(textField(error, 'name') ?? ''),
  );
}

const explanations = (
  host: string,
  timeoutMs: number,
): Partial<Record<Reason, { why: string; hint: string }>> => ({
  dns: {
    why: `the name ${host} cannot be resolved`,
    hint: isAws(host)
      ? 'Check DNS and the region in the host name; in a network without internet it takes a VPC endpoint (com.amazonaws.REGION.ecr.api, .ecr.dkr and .sts).'
      : 'Check DNS and proxy (HTTPS_PROXY, NO_PROXY) of the machine.',
  },
  timeout: {
    why: `no answer within ${timeoutMs / 1000} s`,
    hint: 'Check firewall, security groups, VPC endpoints and proxy (HTTPS_PROXY, NO_PROXY); ECR_AUTH_CONNECT_TIMEOUT and ECR_AUTH_TIMEOUT set the limits.',
  },
  tls: {
    why: 'its certificate is not trusted',
    hint: 'Behind a proxy that opens TLS, name its authority in AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS.',
  },
});

/** Not GitHub, whose API is asked as well. */
function isAws(host: string): boolean {
  return /\.amazonaws\.|\.amazonwebservices\.|\.aws$/.test(host);
}

/** A connection to several addresses fails with one error that holds theirs. */
function innermost(error: unknown): unknown {
  const { errors, cause } = Object(error) as { errors?: unknown; cause?: unknown };
  if (Array.isArray(errors) && errors.length > 0) return innermost(errors[0]);
  return codeOf(error) === undefined && cause !== undefined ? innermost(cause) : error;
}
