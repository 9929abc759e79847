import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Network } from '../network/network.ts';

/** What every client of the AWS SDK is made with, be it ours or one that a credential provider makes. */
export type AwsClientOptions = ReturnType<typeof clientOptions>;

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** @param region of the API that is asked */
export function clientOptions(network: Network, region: string) {
  return { region, requestHandler: requestHandler(network), logger: silent };
}

/** The SDK takes one agent for all hosts; whether a proxy is used depends on the host. */
function requestHandler({ agentFor, connectTimeoutMs, requestTimeoutMs }: Network) {
  const handlerFor = (url: string) =>
    NodeHttpHandler.create({
      connectionTimeout: connectTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      httpsAgent: agentFor(url) as never,
      httpAgent: agentFor('http://') as never,
    });
  type Handle = NodeHttpHandler['handle'];
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: (async (request, options) => {
      try {
        const handler = handlerFor(`${request.protocol}//${request.hostname}`);
        const answer = await handler.handle(request, options);
        return { response: withoutLongWait(answer.response, requestTimeoutMs) };
      } catch (error) {
        // For the sentence; the error itself stays what the SDK's retries know.
        throw Object.assign(Object(error), { askedHost: request.hostname });
      }
    }) as Handle,
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {},
  };
}

/**
 * The SDK waits as long as an answer asks for, and nobody would hear that AWS throttles before the time for all
 * is up.
 */
export function withoutLongWait<T extends { headers: Record<string, string> }>(
  response: T,
  longestMs: number,
): T {
  const isLong = ([name, value]: [string, string]) =>
    name.toLowerCase() === 'retry-after' && !(Number(value) * 1000 <= longestMs);
  const headers = Object.entries(response.headers).filter((header) => !isLong(header));
  return Object.assign(response, { headers: Object.fromEntries(headers) });
}
