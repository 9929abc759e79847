/**
 * The fake AWS: ECR, ECR Public and STS over TLS, and the metadata services over http. It believes
 * nobody: signatures are verified, and a request of the wrong shape is refused.
 */
import type { IncomingMessage, RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { authenticate } from './aws-auth.ts';
import type { AwsIdentities, AwsKey } from './aws-identities.ts';
import { answerEcr, ecrFailure, ecrFault, ecrOperation } from './ecr-api.ts';
import { applyFault, createFaults, send, spoiltBy, type Answer, type Fault } from './faults.ts';
import { createMetadata } from './metadata.ts';
import { parseAuthorization, type HttpRequest } from './sigv4.ts';
import { answerSso, ssoFault, ssoOperation } from './sso-api.ts';
import {
  answerSts,
  answerWebIdentity,
  stsFailure,
  stsCall,
  stsFault,
  stsParameters,
} from './sts-api.ts';

export interface AwsRequest {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly service: 'ecr' | 'ecr-public' | 'sts' | 'sso' | 'metadata' | 'unknown';
  /** `GetAuthorizationToken`, ...; for metadata: method and path. */
  readonly operation: string;
  readonly host: string;
  readonly region: string;
  readonly accessKeyId?: string;
  /** Of a role that STS is asked for. */
  readonly roleArn?: string;
  readonly externalId?: string;
  /** HTTP status of the answer, 0 for none. */
  readonly status: number;
}

/** How a test looks into the fake AWS and changes it. */
export interface AwsControl {
  requests(): Promise<AwsRequest[]>;
  clearRequests(): Promise<void>;
  /**
   * Replaces all faults. `on` sees `ecr GetAuthorizationToken api.ecr.us-east-1.amazonaws.com/ AKIA…`: last the
   * key that signed.
   */
  setFaults(...faults: readonly Fault[]): Promise<void>;
  /** Every token issued so far is over, for the registries too. */
  expireTokens(): Promise<void>;
  /** For tokens issued from now on; the default is ECR's twelve hours. */
  setTokenTtl(seconds: number): Promise<void>;
  addKey(key: AwsKey): Promise<void>;
  removeKey(accessKeyId: string): Promise<void>;
  /** A web identity token (a JWT) which STS accepts besides `environment.webIdentityToken`. */
  addWebIdentity(token: string): Promise<void>;
  /** Off: the machine is no EC2 instance, the network to its metadata is unreachable. */
  setInstanceMetadata(on: boolean): Promise<void>;
}

export const awsMethods = [
  ...(['requests', 'clearRequests', 'setFaults', 'expireTokens', 'setTokenTtl'] as const),
  ...(['addKey', 'removeKey', 'addWebIdentity', 'setInstanceMetadata'] as const),
] satisfies (keyof AwsControl)[];

export interface FakeAws {
  readonly control: AwsControl;
  readonly serveApi: RequestListener;
  readonly serveMetadata: RequestListener;
}

export interface FakeAwsOptions {
  readonly identities: AwsIdentities;
  readonly webIdentityToken: string;
  readonly setInstanceMetadata: AwsControl['setInstanceMetadata'];
}

export function createFakeAws({
  identities,
  webIdentityToken,
  setInstanceMetadata,
}: FakeAwsOptions): FakeAws {
  const requests: AwsRequest[] = [];
  const faults = createFaults();
  const webIdentities = new Set([webIdentityToken]);
  const answerMetadata = createMetadata(identities);

  const answerApi = (request: HttpRequest, { service, region, operation }: Called): Answer => {
    if (service === 'sso') return answerSso(request, identities);
    if (service !== 'sts' && service !== 'ecr' && service !== 'ecr-public')
      return { status: 404, body: 'no such service' };
    if (operation === 'AssumeRoleWithWebIdentity')
      return answerWebIdentity(stsParameters(request), webIdentities, identities);
    const signer = authenticate(request, { service, region }, identities, new Date());
    if ('failure' in signer)
      return service === 'sts' ? stsFailure(signer.failure) : ecrFailure(signer.failure);
    return service === 'sts'
      ? answerSts(stsParameters(request), signer.key, identities)
      : answerEcr(request, { service, region }, signer.key, identities);
  };

  const serve =
    (
      identify: (host: string, request: HttpRequest) => Called,
      answer: (request: HttpRequest, called: Called, address: string) => Answer,
    ): RequestListener =>
    async (incoming, response) => {
      const time = Date.now();
      const request = await readRequest(incoming);
      const host = incoming.headers.host ?? '';
      const called = identify(host, request);
      const signer = accessKeyOf(request);
      const subject = `${called.service} ${called.operation} ${host}${request.url} ${signer.accessKeyId ?? ''}`;
      const log = (status: number) => requests.push({ time, host, ...called, ...signer, status });

      const fault = faults.take(subject);
      const errorAnswer = errorAnswers[called.service] ?? ecrFault;
      const failed = await applyFault(fault, incoming, response, errorAnswer);
      const address = incoming.socket.localAddress ?? '';
      log(failed ?? send(response, answer(request, called, address), spoiltBy(fault)));
    };

  return {
    serveApi: serve(identifyApi, answerApi),
    serveMetadata: serve(identifyMetadata, (request, _called, address) =>
      answerMetadata(address, request),
    ),
    control: {
      requests: async () => requests,
      clearRequests: async () => void requests.splice(0),
      setFaults: async (...list) => faults.set(list),
      expireTokens: async () => identities.expireTokens(),
      setTokenTtl: async (seconds) => identities.setTokenTtl(seconds),
      addKey: async (key) => identities.addKey(key),
      removeKey: async (accessKeyId) => identities.removeKey(accessKeyId),
      addWebIdentity: async (token) => void webIdentities.add(token),
      setInstanceMetadata,
    },
  };
}

const errorAnswers: Partial<Record<AwsRequest['service'], (status: number) => Answer>> = {
  sts: stsFault,
  sso: ssoFault,
};

type Called = Pick<AwsRequest, 'service' | 'region' | 'operation' | 'roleArn' | 'externalId'>;

const apiHosts =
  /^(?:api\.(?<service>ecr|ecr-public)(?:-fips)?|(?<sts>sts)|portal\.(?<sso>sso))(?:\.(?<region>[a-z0-9-]+))?\.amazonaws\.(?:com(?:\.cn)?|eu)$/;
const dualStackHost = /^(?<service>ecr)\.(?<region>[a-z0-9-]+)\.api\.aws$/;

function identifyApi(host: string, request: HttpRequest): Called {
  const match = apiHosts.exec(host) ?? dualStackHost.exec(host);
  const { service, sts, sso, region = 'us-east-1' } = match?.groups ?? {};
  if (sts) return { service: 'sts', region, ...stsCall(stsParameters(request)) };
  if (sso) return { service: 'sso', region, operation: ssoOperation(request) };
  if (service !== 'ecr' && service !== 'ecr-public')
    return { service: 'unknown', region, operation: '' };
  return { service, region, operation: ecrOperation(request) };
}

function identifyMetadata(_host: string, { method, url }: HttpRequest): Called {
  return { service: 'metadata', region: 'us-east-1', operation: `${method} ${url}` };
}

function accessKeyOf({ headers }: HttpRequest): Pick<AwsRequest, 'accessKeyId'> {
  const authorization = parseAuthorization(String(headers['authorization']));
  return authorization ? { accessKeyId: authorization.accessKeyId } : {};
}

async function readRequest(request: IncomingMessage): Promise<HttpRequest> {
  const { method = '', url = '', headers } = request;
  return { method, url, headers, body: await text(request) };
}
