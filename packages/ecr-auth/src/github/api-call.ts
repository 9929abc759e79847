import type * as z from 'zod/mini';
import type { HttpClient, HttpRequest, HttpResponse } from '../network/http.ts';
import { answerError, parseJson, statusError, type Attempt } from './api-error.ts';
import { parseBaseUrl, type GithubSettings } from './settings.ts';

/** One request to the API, and what to say of it when it fails. */
export interface Reading extends Omit<Attempt, 'token'> {
  /** Below the base URL. */
  readonly path: string;
}

export interface Writing extends Reading {
  readonly method: Exclude<HttpRequest['method'], 'GET' | 'HEAD'>;
  readonly body: unknown;
  /** Statuses of success; every other one is an error, even another one of success. */
  readonly expected: readonly number[];
}

/** Every call throws EcrAuthError, with neither the token nor the body in it. */
export interface ApiCalls {
  read<T>(schema: z.ZodMiniType<T>, request: Reading): Promise<T>;
  /** undefined for 404. */
  find<T>(schema: z.ZodMiniType<T>, request: Reading): Promise<T | undefined>;
  write(request: Writing): Promise<void>;
  attempt(request: Reading): Attempt;
}

/**
 * The headers are those of docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api.
 * @throws EcrAuthError when the base URL would send the token in the clear
 */
export function createApiCalls({
  http,
  token,
  baseUrl,
}: GithubSettings & { http: HttpClient }): ApiCalls {
  const base = parseBaseUrl(baseUrl);
  const common = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'x-github-api-version': '2022-11-28',
    'user-agent': 'ecr-auth',
  };
  const attempt = (request: Reading): Attempt => ({ ...request, token });
  const check = (request: Reading, response: HttpResponse, expected: readonly number[]) => {
    if (expected.includes(response.status)) return response;
    throw statusError(attempt(request), response, new Date());
  };
  const get = async (request: Reading, expected: readonly number[]) => {
    const url = `${base}${request.path}`;
    return check(request, await http({ method: 'GET', url, headers: common }), expected);
  };
  return {
    attempt,
    async read(schema, request) {
      return decode(schema, attempt(request), await get(request, [200]));
    },
    async find(schema, request) {
      const response = await get(request, [200, 404]);
      return response.status === 404 ? undefined : decode(schema, attempt(request), response);
    },
    async write(request) {
      const body = JSON.stringify(request.body);
      const headers = {
        ...common,
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      };
      const { method, path, expected } = request;
      check(request, await http({ method, url: `${base}${path}`, headers, body }), expected);
    },
  };
}

function decode<T>(schema: z.ZodMiniType<T>, attempt: Attempt, { body }: HttpResponse): T {
  const json = parseJson(body);
  if (json === undefined) throw answerError(attempt, 'the answer is not JSON');
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.join('.')).filter(Boolean);
  throw answerError(attempt, `the answer has no usable ${fields.join(', ') || 'fields'}`);
}
