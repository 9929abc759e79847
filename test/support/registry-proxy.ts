/** Passes an allowed request on to docker-registry, which holds each host's images under `/v2/HOST/`. */
import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import { send, type Answer } from './faults.ts';
import { ecrHost, error } from './registry-auth.ts';
import { writeSpoilt, type SpoiltBody } from './spoilt-body.ts';

export interface Upstream {
  readonly host: string;
  readonly port: number;
}

/** Resolves to the status that was sent, as soon as it is known. */
export function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  upstream: Upstream,
  spoilt?: SpoiltBody,
): Promise<number> {
  const { method, url = '/', headers } = incoming;
  const host = headers.host ?? '';
  return new Promise((resolve) => {
    const fail = (cause: Error) => resolve(send(response, error(502, 'UNKNOWN', cause.message)));
    const pass = (answer: IncomingMessage) => {
      const { statusCode = 502, headers } = answer;
      const location = headers.location?.replace(`/v2/${host}/`, '/v2/');
      response.writeHead(statusCode, { ...headers, ...(location && { location }) });
      if (spoilt) void writeSpoilt(spoilt, answer, response);
      else answer.pipe(response);
      resolve(statusCode);
    };
    const outgoing = request({ ...upstream, method, headers, path: upstreamPath(host, url) });
    outgoing.on('error', fail).on('response', (answer) => {
      if (answer.statusCode !== 404 || !ecrManifest.test(`${host}${url}`)) return pass(answer);
      answer.resume();
      missingImage(host, url, upstream).then((missing) => resolve(send(response, missing)), fail);
    });
    incoming.pipe(outgoing);
  });
}

/** A layer that is said to exist in another repository (`?mount=`) is simply uploaded again. */
function upstreamPath(host: string, url: string): string {
  return url.replace(/^\/v2\/(?=.)/, `/v2/${host}/`).replace(/(\/uploads\/)\?mount=.*$/, '$1');
}

const ecrManifest = /^\d{12}\.dkr\.ecr\..*\/manifests\//;

/** ECR tells a missing repository from a missing tag; docker-registry does not. */
async function missingImage(host: string, url: string, upstream: Upstream): Promise<Answer> {
  const [, repository = ''] = /^\/v2\/(.*)\/manifests\//.exec(url) ?? [];
  const tags = `http://${upstream.host}:${upstream.port}/v2/${host}/${repository}/tags/list`;
  if ((await fetch(tags)).ok) return error(404, 'MANIFEST_UNKNOWN', 'Requested image not found');
  const account = ecrHost.exec(host)?.groups?.['account'];
  const message = `The repository with name '${repository}' does not exist in the registry with id '${account}'`;
  return error(404, 'NAME_UNKNOWN', message);
}
