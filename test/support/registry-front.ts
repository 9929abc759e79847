/**
 * The TLS front of all registries. It asks for credentials as the real registries do and passes what
 * is allowed to one docker-registry, where each host has a folder of its own.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { applyFault, createFaults, send, spoiltBy, type Answer, type Fault } from './faults.ts';
import type { AwsIdentities } from './aws-identities.ts';
import { createRegistryAuth, error, parseBasic } from './registry-auth.ts';
import { forward, type Upstream } from './registry-proxy.ts';

export interface RegistryRequest {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** HTTP status of the answer, 0 for none. */
  readonly status: number;
  /** The user's name that was sent; the password is never kept. */
  readonly user?: string;
}

/** How a test looks into the registries and changes them. */
export interface RegistryControl {
  requests(): Promise<RegistryRequest[]>;
  clearRequests(): Promise<void>;
  /** Replaces all faults. `on` sees `GET ghcr.io/v2/app/manifests/1`. */
  setFaults(...faults: readonly Fault[]): Promise<void>;
  /**
   * From now on `host` (not an ECR one) wants this user and password; without a login it is open to
   * everybody. ghcr.io and docker.io use bearer tokens, registry.example.com plain Basic.
   */
  setLogin(host: string, user: string, password: string): Promise<void>;
  removeLogin(host: string): Promise<void>;
  /** From now on `host` shows a certificate of an authority that nobody trusts. */
  distrust(host: string): Promise<void>;
}

export const registryMethods = [
  ...(['requests', 'clearRequests', 'setFaults', 'setLogin', 'removeLogin', 'distrust'] as const),
] satisfies (keyof RegistryControl)[];

export interface RegistryFront {
  readonly control: Omit<RegistryControl, 'distrust'>;
  readonly serve: RequestListener;
}

export function createRegistryFront(identities: AwsIdentities, upstream: Upstream): RegistryFront {
  const requests: RegistryRequest[] = [];
  const faults = createFaults();
  const auth = createRegistryAuth(identities, () => new Date());

  const answer = async (
    incoming: IncomingMessage,
    response: ServerResponse,
    log: (status: number, user: string | undefined) => void,
  ): Promise<void> => {
    const { host = '', authorization } = incoming.headers;
    const path = incoming.url ?? '/';
    const sentUser = parseBasic(authorization)?.user;

    const fault = faults.take(`${incoming.method} ${host}${path}`);
    const failed = await applyFault(fault, incoming, response, registryFault);
    if (failed !== undefined) return log(failed, sentUser);

    const token = auth.answerTokenRequest(host, path, authorization);
    if (token) return log(send(response, token), sentUser);

    const access = auth.authorize(host, path, authorization);
    if ('refusal' in access) return log(send(response, access.refusal), access.user);
    log(await forward(incoming, response, upstream, spoiltBy(fault)), access.user);
  };

  return {
    serve: (incoming, response) => {
      const time = Date.now();
      const { method = '', url: path = '', headers } = incoming;
      void answer(incoming, response, (status, user) => {
        const host = headers.host ?? '';
        requests.push({ time, method, host, path, status, ...(user !== undefined && { user }) });
      });
    },
    control: {
      requests: async () => requests,
      clearRequests: async () => void requests.splice(0),
      setFaults: async (...list) => faults.set(list),
      setLogin: async (host, user, password) => auth.setLogin(host, { user, password }),
      removeLogin: async (host) => auth.setLogin(host, undefined),
    },
  };
}

const faultCodes: Readonly<Record<number, string>> = {
  404: 'MANIFEST_UNKNOWN',
  429: 'TOOMANYREQUESTS',
};

function registryFault(status: number): Answer {
  return error(status, faultCodes[status] ?? 'UNKNOWN', `injected ${status}`);
}
