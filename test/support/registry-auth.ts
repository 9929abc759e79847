/** May this request see this registry? Each kind of registry has its own way to ask and to refuse. */
import { randomBytes } from 'node:crypto';
import type { AwsIdentities, EcrToken } from './aws-identities.ts';
import type { Answer } from './faults.ts';
import { dockerHub, registryHost } from './hosts.ts';

export interface RegistryLogin {
  readonly user: string;
  readonly password: string;
}

/** Who asks, or why not. */
export type Access =
  { readonly user?: string } | { readonly refusal: Answer; readonly user?: string };

export interface RegistryAuth {
  setLogin(host: string, login: RegistryLogin | undefined): void;
  authorize(host: string, path: string, authorization: string | undefined): Access;
  /** The token service of a registry that wants bearer tokens; undefined for any other request. */
  answerTokenRequest(
    host: string,
    path: string,
    authorization: string | undefined,
  ): Answer | undefined;
}

/** Where the registries with bearer tokens send the client for one, as the real ones do. */
const tokenServices: Readonly<Record<string, { realm: string; service: string }>> = {
  'public.ecr.aws': { realm: 'https://public.ecr.aws/token/', service: 'public.ecr.aws' },
  'ghcr.io': { realm: 'https://ghcr.io/token', service: 'ghcr.io' },
  [dockerHub.registry]: {
    realm: `https://${dockerHub.tokens}/token`,
    service: 'registry.docker.io',
  },
};

interface Bearer {
  readonly host: string;
  readonly user?: string;
}

export function createRegistryAuth(identities: AwsIdentities, now: () => Date): RegistryAuth {
  const logins = new Map<string, RegistryLogin>();
  const bearers = new Map<string, Bearer>();

  /** Undefined: the pair is accepted. */
  const refusalOf = (host: string, { user, password }: RegistryLogin): Answer | undefined => {
    if (host === 'public.ecr.aws' || ecrHost.test(host)) {
      const token = user === 'AWS' ? identities.findToken(password) : undefined;
      return ecrRefusal(host, token, now());
    }
    const login = logins.get(host);
    const accepted = !login || (login.user === user && login.password === password);
    return accepted ? undefined : error(401, 'UNAUTHORIZED', 'incorrect username or password');
  };

  const authorizeBasic = (host: string, authorization: string | undefined): Access => {
    const basic = parseBasic(authorization);
    if (!basic)
      return logins.has(host) || ecrHost.test(host) ? { refusal: basicChallenge(host) } : {};
    const refusal = refusalOf(host, basic);
    return refusal ? { refusal, user: basic.user } : { user: basic.user };
  };

  const authorizeBearer = (host: string, path: string, authorization = ''): Access => {
    const bearer = bearers.get(authorization.replace(/^Bearer /, ''));
    if (bearer?.host !== host) return { refusal: bearerChallenge(host, path) };
    if (logins.has(host) && bearer.user === undefined && path !== '/v2/')
      return { refusal: error(401, 'DENIED', 'requested access to the resource is denied') };
    return bearer.user === undefined ? {} : { user: bearer.user };
  };

  return {
    setLogin(host, login) {
      if (login) logins.set(registryHost(host), login);
      else logins.delete(registryHost(host));
    },
    authorize: (host, path, authorization) =>
      tokenServices[host]
        ? authorizeBearer(host, path, authorization)
        : authorizeBasic(host, authorization),
    answerTokenRequest(host, path, authorization) {
      const url = `https://${host}${path.split('?')[0]}`;
      const found = Object.entries(tokenServices).find(([, { realm }]) => realm === url);
      if (!found) return undefined;
      const basic = parseBasic(authorization);
      const refusal = basic && refusalOf(found[0], basic);
      if (refusal) return refusal;
      const token = randomBytes(60).toString('base64url');
      bearers.set(token, { host: found[0], ...(basic && { user: basic.user }) });
      return json(200, { token, access_token: token, expires_in: 300 });
    },
  };
}

export const ecrHost =
  /^(?<account>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.aws)$/;

/** The texts are ECR's own; a token is good for all registries of its region. */
function ecrRefusal(host: string, token: EcrToken | undefined, now: Date): Answer | undefined {
  const { region } = ecrHost.exec(host)?.groups ?? {};
  const service = region ? 'ecr' : 'ecr-public';
  const fits = token?.service === service && (token.region === region || !region);
  if (!fits) return error(400, 'DENIED', 'Your Authorization Token is invalid.');
  if (token.expiresAt > now) return undefined;
  return error(
    403,
    'DENIED',
    'Your authorization token has expired. Reauthenticate and try again.',
  );
}

export function parseBasic(authorization = ''): RegistryLogin | undefined {
  const [, encoded] = /^Basic ([\w+/=]+)$/i.exec(authorization) ?? [];
  if (!encoded) return undefined;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function basicChallenge(host: string): Answer {
  const service = ecrHost.test(host) ? 'ecr.amazonaws.com' : host;
  const challenge = `Basic realm="https://${host}/",service="${service}"`;
  const body = 'Not Authorized\n';
  return { status: 401, headers: { 'www-authenticate': challenge }, body };
}

function bearerChallenge(host: string, path: string): Answer {
  const { realm, service } = tokenServices[host] ?? { realm: '', service: '' };
  const [, repository] = /^\/v2\/(.+?)\/(?:manifests|blobs|tags)\//.exec(path) ?? [];
  const pull = repository ? `,scope="repository:${repository}:pull"` : '';
  const scope = host === 'public.ecr.aws' ? ',scope="aws"' : pull;
  const challenge = `Bearer realm="${realm}",service="${service}"${scope}`;
  const answer = error(401, 'UNAUTHORIZED', 'authentication required');
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': challenge } };
}

/** An error as registries send it (distribution spec, "Error Codes"). */
export function error(status: number, code: string, message: string): Answer {
  return json(status, { errors: [{ code, message }] });
}

function json(status: number, value: object): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
