import { readFileSync } from 'node:fs';
import { codeOf, EcrAuthError } from '../errors.ts';

/** Where distributions keep the authorities that programs trust, as Go looks for them (crypto/x509). */
const systemBundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/**
 * The authorities to trust: AWS_CA_BUNDLE, or else SSL_CERT_FILE, or else those of the machine, as
 * docker and docker-credential-ecr-login do. node trusts its own list instead, on which the
 * authority of a company's proxy never is. NODE_EXTRA_CA_CERTS adds to all of them.
 *
 * @returns undefined for node's own list, on a machine without one
 * @throws EcrAuthError when a file that a variable names cannot be read
 */
export function trustedAuthorities(env: NodeJS.ProcessEnv): string[] | undefined {
  const named = readNamed(env, 'AWS_CA_BUNDLE') ?? readNamed(env, 'SSL_CERT_FILE');
  const bundle = named ?? firstReadable(systemBundles);
  if (bundle === undefined) return undefined;
  const extra = env['NODE_EXTRA_CA_CERTS'];
  // node warns by itself when it cannot read this one, and goes on.
  const added = extra ? firstReadable([extra]) : undefined;
  return added === undefined ? [bundle] : [bundle, added];
}

function readNamed(env: NodeJS.ProcessEnv, variable: string): string | undefined {
  const path = env[variable];
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new EcrAuthError(`${variable} names ${path}, which cannot be read: ${codeOf(cause)}.`, {
      reason: 'settings',
      hint: 'Correct the path, or unset it to trust the authorities of the machine.',
      cause,
    });
  }
}

function firstReadable(paths: readonly string[]): string | undefined {
  for (const path of paths) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      // The next one; a machine has one of them.
    }
  }
  return undefined;
}
