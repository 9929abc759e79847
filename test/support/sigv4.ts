/**
 * AWS Signature Version 4, the receiving side. Written after AWS's "Create a signed AWS API request"
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface HttpRequest {
  readonly method: string;
  /** Path and query as they stand on the request line. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Scope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export interface Authorization {
  readonly accessKeyId: string;
  readonly scope: Scope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const authorizationHeader =
  /^AWS4-HMAC-SHA256 Credential=(?<key>\w+)\/(?<date>\d{8})\/(?<region>[a-z0-9-]+)\/(?<service>[a-z0-9-]+)\/aws4_request, ?SignedHeaders=(?<headers>[a-z0-9;-]+), ?Signature=(?<signature>[0-9a-f]{64})$/;

/** How far the clocks may be apart; AWS allows five minutes for most services. */
const maxSkewMs = 5 * 60_000;

export function parseAuthorization(header: string): Authorization | undefined {
  const { key, date, region, service, headers, signature } =
    authorizationHeader.exec(header)?.groups ?? {};
  if (!key || !date || !region || !service || !headers || !signature) return undefined;
  const signedHeaders = headers.split(';');
  return { accessKeyId: key, scope: { date, region, service }, signedHeaders, signature };
}

/** The signature which the owner of `secret` makes for this request. */
function signatureOf(
  request: HttpRequest,
  { scope, signedHeaders }: Pick<Authorization, 'scope' | 'signedHeaders'>,
  secret: string,
): string {
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const stringToSign = [
    'AWS4-HMAC-SHA256',
    headerValue(request, 'x-amz-date'),
    scopeText,
    sha256(canonicalRequest(request, signedHeaders)),
  ].join('\n');
  const signingKey = [scope.date, scope.region, scope.service, 'aws4_request'].reduce<
    string | Buffer
  >((key, part) => createHmac('sha256', key).update(part).digest(), `AWS4${secret}`);
  return createHmac('sha256', signingKey).update(stringToSign).digest('hex');
}

/** True if `secret` signed this very request: method, path, query, signed headers and body. */
export function isSignedBy(
  request: HttpRequest,
  authorization: Authorization,
  secret: string,
): boolean {
  const expected = Buffer.from(signatureOf(request, authorization, secret));
  return timingSafeEqual(expected, Buffer.from(authorization.signature));
}

/**
 * What must be signed besides what the client chose: the host, the date and all other `x-amz-`
 * headers that were sent; a declared body hash must be the body's.
 */
export function isCompletelySigned(
  request: HttpRequest,
  { signedHeaders }: Authorization,
): boolean {
  const amazon = Object.keys(request.headers).filter((name) => name.startsWith('x-amz-'));
  const declared = headerValue(request, 'x-amz-content-sha256');
  return (
    ['host', 'x-amz-date', ...amazon].every((name) => signedHeaders.includes(name)) &&
    (declared === '' || declared === sha256(request.body))
  );
}

/** True if the signature's time is near `now` and its scope has the same day. */
export function isTimely(request: HttpRequest, { scope }: Authorization, now: Date): boolean {
  const text = headerValue(request, 'x-amz-date');
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const skew = Math.abs(new Date(iso).getTime() - now.getTime());
  return skew <= maxSkewMs && text.startsWith(scope.date);
}

function canonicalRequest(request: HttpRequest, signedHeaders: readonly string[]): string {
  const [path = '/', query = ''] = request.url.split(/\?(.*)/s);
  return [
    request.method,
    encodePath(path),
    query.split('&').filter(Boolean).map(encodeParameter).sort().join('&'),
    ...signedHeaders.map((name) => `${name}:${headerValue(request, name)}`),
    '',
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
}

/** All services but S3 sign the path encoded once more than it is sent. */
function encodePath(path: string): string {
  return path.split('/').map(encode).join('/');
}

function encodeParameter(parameter: string): string {
  const [name = '', value = ''] = parameter.split(/=(.*)/s);
  return `${encode(decodeURIComponent(name))}=${encode(decodeURIComponent(value))}`;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function headerValue({ headers }: HttpRequest, name: string): string {
  const value = headers[name] ?? '';
  return [value].flat().join(',').trim().replace(/ +/g, ' ');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
