/**
 * The fake GitHub: the REST API of Actions secrets and variables. It believes nobody: a request of
 * the wrong shape is refused, and a secret has to open with the private key.
 */
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  answerSecret,
  answerVariable,
  createKey,
  failure,
  listRepositories,
  notFound,
  storesOf,
  type Call,
  type GithubPlace,
  type Sharing,
  type Store,
} from './github-store.ts';
import { applyFault, createFaults, send, type Answer, type Fault } from './faults.ts';

export interface FakeGithubOptions {
  readonly token: string;
  readonly places: readonly GithubPlace[];
  /** Before every path, `/api/v3` for a GitHub Enterprise Server; default: none. */
  readonly prefix?: string;
  readonly now?: () => Date;
}

export interface GithubRequest {
  readonly method: string;
  readonly path: string;
  /** The JSON of the request. */
  readonly body?: unknown;
  /** HTTP status of the answer, 0 for none. */
  readonly status: number;
}

/**
 * How a test looks into the fake GitHub and changes it. A `target` is `octo/app`,
 * `octo/app, environment production` or `organisation octo`.
 */
export interface GithubControl {
  requests(): Promise<GithubRequest[]>;
  clearRequests(): Promise<void>;
  /** Replaces all faults. `on` sees `METHOD host/path`. */
  setFaults(...faults: readonly Fault[]): Promise<void>;
  /** Seconds since the epoch until which every request is refused; undefined: no limit. */
  setRateLimit(until?: number): Promise<void>;
  /** What a secret says, opened with the private key. */
  plaintext(target: string, name: string): Promise<string | undefined>;
  sharing(target: string, name: string): Promise<Sharing | undefined>;
  variable(target: string, name: string): Promise<string | undefined>;
  /** Somebody else stores them. */
  putSecret(target: string, name: string, value: string, sharing?: Sharing): Promise<void>;
  putVariable(target: string, name: string, value: string): Promise<void>;
  rotateKey(target: string): Promise<void>;
}

export const githubMethods = [
  ...(['requests', 'clearRequests', 'setFaults', 'setRateLimit', 'plaintext'] as const),
  ...(['sharing', 'variable', 'putSecret', 'putVariable', 'rotateKey'] as const),
] satisfies (keyof GithubControl)[];

export interface FakeGithub {
  readonly control: GithubControl;
  readonly serve: RequestListener;
}

export function createFakeGithub(options: FakeGithubOptions): FakeGithub {
  const { token, prefix = '', now = () => new Date() } = options;
  const requests: GithubRequest[] = [];
  const faults = createFaults();
  const places = options.places.flatMap(storesOf);
  let limit: number | undefined;

  const find = (target: string): Store => {
    const store = places.find(({ description }) => description === target);
    if (!store) throw new Error(`the fake GitHub has no ${target}`);
    return store;
  };
  const answer = (method: string, path: string, headers: IncomingHttpHeaders, sent: string) => {
    if (limit !== undefined) return limited(limit);
    const refusal = refuse(method, headers, token);
    if (refusal) return refusal;
    const body = parseObject(sent);
    if (method === 'GET' ? sent !== '' : !body) return failure(400, 'Problems parsing JSON');
    return route({ method, path: path.slice(prefix.length), body: body ?? {}, at: now() }, places);
  };

  return {
    async serve(incoming, response) {
      const { method = '', url = '', headers } = incoming;
      const sent = await text(incoming);
      const log = (status: number) =>
        requests.push({ method, path: url, ...(sent && { body: parseObject(sent) }), status });
      const fault = faults.take(`${method} ${headers.host ?? ''}${url}`);
      const failed = await applyFault(fault, incoming, response, (status) =>
        failure(status, messages[status] ?? 'Server Error'),
      );
      const known = url.startsWith(prefix);
      log(failed ?? send(response, known ? answer(method, url, headers, sent) : notFound));
    },
    control: {
      requests: async () => requests,
      clearRequests: async () => void requests.splice(0),
      setFaults: async (...list) => faults.set(list),
      setRateLimit: async (until) => void (limit = until),
      plaintext: async (target, name) => find(target).secrets.get(name)?.value,
      sharing: async (target, name) => find(target).secrets.get(name)?.sharing,
      variable: async (target, name) => find(target).variables.get(name)?.value,
      putSecret: async (target, name, value, sharing = {}) =>
        void find(target).secrets.set(name, { value, at: now(), sharing }),
      putVariable: async (target, name, value) =>
        void find(target).variables.set(name, { value, at: now(), sharing: {} }),
      rotateKey: async (target) => void Object.assign(find(target), createKey()),
    },
  };
}

const messages: Readonly<Record<number, string>> = {
  401: 'Bad credentials',
  403: 'Resource not accessible by personal access token',
  404: 'Not Found',
  429: 'You have exceeded a secondary rate limit',
};

function limited(until: number): Answer {
  const { status, headers, body } = failure(403, 'API rate limit exceeded');
  const limits = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(until) };
  return { status, headers: { ...headers, ...limits }, body };
}

function refuse(method: string, headers: IncomingHttpHeaders, token: string): Answer | undefined {
  if (headers.authorization !== `Bearer ${token}`) return failure(401, 'Bad credentials');
  if (!headers['user-agent']) return failure(403, 'Request forbidden by administrative rules');
  if (headers.accept !== 'application/vnd.github+json')
    return failure(415, "Unsupported 'Accept' header");
  if (headers['x-github-api-version'] !== '2022-11-28')
    return failure(400, 'Not a supported version');
  const typed = method === 'GET' || headers['content-type'] === 'application/json';
  return typed ? undefined : failure(415, 'Unsupported content type');
}

const paths =
  /^(?<above>\/.+)\/(?<kind>secrets|variables)(?:\/(?<name>[^/?]+)(?:\/(?<list>repositories)\?per_page=(?<size>\d+)&page=(?<page>\d+))?)?$/;

function route(call: Call, places: readonly Store[]): Answer {
  const { above, kind, name = '', list, size, page } = paths.exec(call.path)?.groups ?? {};
  const store = places.find(({ path }) => path.toLowerCase() === above?.toLowerCase());
  if (!store) return notFound;
  if (call.method !== 'GET' && store.readOnly) return failure(403, messages[403] ?? '');
  if (list) return listRepositories(store.secrets.get(name), Number(size), Number(page));
  return kind === 'secrets' ? answerSecret(call, store, name) : answerVariable(call, store, name);
}

function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
