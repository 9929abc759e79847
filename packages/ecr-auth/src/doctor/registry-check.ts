import { EcrAuthError, explain } from '../errors.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../network/http.ts';
import type { EcrToken } from '../token/token.ts';
import { fail, ok, type Finding } from './finding.ts';
import type { EcrImage } from './image.ts';

/** What docker accepts as a manifest (OCI distribution spec, "Pulling manifests"). */
const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Whether the registry takes the token: the first request of every pull. */
export async function checkRegistry(
  host: string,
  token: EcrToken,
  http: HttpClient,
): Promise<Finding> {
  return attempt('registry', async () => {
    const { status, body } = await authorized(http, `https://${host}/v2/`, token);
    if (status === 200) return ok('registry', `${host} accepts the token`);
    const said = errorText(body);
    return fail(
      'registry',
      `${host} refuses the token with status ${status}${said}`,
      status === 403 || status === 401
        ? 'Drop the cached token (`echo HOST | docker-credential-ecr-auth erase`) and try again; a VPC endpoint policy may forbid it, too.'
        : 'Try again in a moment; check proxy and VPC endpoint (com.amazonaws.REGION.ecr.dkr).',
    );
  });
}

/** Whether the image may be pulled, without pulling it. */
export async function checkImage(
  { registry: { host, service }, repository, reference }: EcrImage,
  token: EcrToken,
  http: HttpClient,
): Promise<Finding> {
  return attempt('image', async () => {
    const url = `https://${host}/v2/${repository}/manifests/${reference}`;
    const headers = { accept: manifestTypes };
    const { status } = await authorized(http, url, token, { method: 'HEAD', headers });
    if (status === 200) return ok('image', `${repository}:${reference} can be pulled from ${host}`);
    // The answer to HEAD has no body, the one to GET says why.
    const { body } = await authorized(http, url, token, { method: 'GET', headers });
    return fail(
      'image',
      `${host} answers ${status} for ${repository}:${reference}${errorText(body)}`,
      fixOf(status, service),
    );
  });
}

function fixOf(status: number, service: string): string {
  if (status === 404)
    return 'Check repository, tag, account and region of the image, and that it was pushed.';
  if (status === 403 || status === 401) {
    return `Allow ${service}:BatchGetImage and ${service}:GetDownloadUrlForLayer to that identity; in another account the policy of the repository must allow it as well.`;
  }
  return 'Try again in a moment.';
}

/** ECR takes the token at once; ECR Public sends to a token service first (docker registry docs). */
async function authorized(
  http: HttpClient,
  url: string,
  { username, password }: EcrToken,
  { method = 'GET', headers = {} }: Partial<HttpRequest> = {},
): Promise<HttpResponse> {
  const basic = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const answer = await http({ method, url, headers: { ...headers, authorization: basic } });
  const service = tokenService(answer, new URL(url).host);
  if (answer.status !== 401 || service === undefined) return answer;
  const { body } = await http({ method: 'GET', url: service, headers: { authorization: basic } });
  const bearer = `Bearer ${bearerIn(body)}`;
  return http({ method, url, headers: { ...headers, authorization: bearer } });
}

/** Only of the same host: nobody else is to see the token. */
function tokenService({ headers }: HttpResponse, host: string): string | undefined {
  const challenge = headers['www-authenticate'] ?? '';
  if (!/^Bearer /i.test(challenge)) return undefined;
  const parameters = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  const { realm = '', service = '', scope = '' } = parameters as Record<string, string>;
  if (!URL.canParse(realm) || new URL(realm).origin !== `https://${host}`) return undefined;
  return `${realm}?${new URLSearchParams({ service, scope }).toString()}`;
}

function bearerIn(body: string): string {
  const { token } = parse(body) as { token?: unknown };
  return typeof token === 'string' ? token : '';
}

/** The registry's own words (distribution spec, "Error Codes"). */
function errorText(body: string): string {
  const { errors } = parse(body) as { errors?: { message?: unknown }[] };
  const message = Array.isArray(errors) ? errors[0]?.message : undefined;
  return typeof message === 'string' ? ` (${message})` : '';
}

function parse(body: string): object {
  try {
    return Object(JSON.parse(body)) as object;
  } catch {
    return {};
  }
}

async function attempt(check: string, work: () => Promise<Finding>): Promise<Finding> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EcrAuthError)) throw error;
    return fail(check, error.message, error.hint ?? explain(error));
  }
}
