/** For tests: the fake GitHub behind a real http server, and a client which talks to it. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createFakeGithub,
  type FakeGithubOptions,
  type GithubControl,
} from '../../../test/support/fake-github.ts';
import { createHttpClient } from '../src/network/http.ts';
import { createNetwork } from '../src/network/network.ts';
import { createGithubApi, type GithubApi } from '../src/github/api.ts';

export const token = 'ghp_0123456789abcdefSECRET';

export interface StartedApi {
  /** Another token makes another client. */
  apiOf(token: string): GithubApi;
  readonly api: GithubApi;
  close(): void;
}

export interface StartedGithub extends StartedApi {
  readonly github: GithubControl;
}

export async function startFakeGithub(
  options: Omit<FakeGithubOptions, 'token'>,
): Promise<StartedGithub> {
  const { serve, control } = createFakeGithub({ token, ...options });
  return { github: control, ...(await startApi(serve, options.prefix)) };
}

/** A client of any server. */
export async function startApi(serve: RequestListener, prefix = ''): Promise<StartedApi> {
  const server = createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${String(port)}${prefix}`;
  const network = createNetwork({ env: {}, connectTimeoutMs: 5000, requestTimeoutMs: 5000 });
  const http = createHttpClient(network);
  const apiOf = (token: string) => createGithubApi({ http, token, baseUrl });
  const close = () => {
    network.close();
    server.close();
    server.closeAllConnections();
  };
  return { apiOf, api: apiOf(token), close };
}

/** What a call throws; fails the test when it does not. */
export async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  );
}
