import { request as requestPlain, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { request as requestTls } from 'node:https';
import { networkError } from './network-error.ts';
import type { Network } from './network.ts';

export interface HttpRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

export interface HttpResponse {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/**
 * Sends one request; every status is an answer.
 * @throws EcrAuthError that names the host, when there is no answer
 */
export type HttpClient = (request: HttpRequest) => Promise<HttpResponse>;

/** No answer that ecr-auth asks for is longer; a hostile one is cut here. */
const longestBody = 4 * 1024 * 1024;

/** For everything that is not AWS: registries and GitHub. Follows no redirect. */
export function createHttpClient({ agentFor, requestTimeoutMs }: Network): HttpClient {
  return async ({ method, url, headers = {}, body }) => {
    const signal = AbortSignal.timeout(requestTimeoutMs);
    const options = { method, headers, agent: agentFor(url), signal };
    try {
      return await exchange(new URL(url), options, body);
    } catch (cause) {
      throw networkError(cause, new URL(url).host, requestTimeoutMs);
    }
  };
}

function exchange(url: URL, options: RequestOptions, body?: string): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const start = url.protocol === 'http:' ? requestPlain : requestTls;
    const request = start(url, options, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > longestBody) request.destroy(new Error('the answer is too long'));
        else chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}
