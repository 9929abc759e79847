import * as z from 'zod/mini';
import type { HttpClient } from '../network/http.ts';
import { createApiCalls, type ApiCalls, type Reading } from './api-call.ts';
import { partialListError } from './api-error.ts';
import type { GithubSettings } from './settings.ts';
import type { SecretTarget } from './target.ts';

const time = z.pipe(
  z.iso.datetime({ offset: true }),
  z.transform((text: string) => new Date(text)),
);
const visibility = z.enum(['all', 'private', 'selected']);

const PublicKey = z.object({ key_id: z.string().check(z.minLength(1)), key: z.string() });
const Secret = z.object({ updated_at: time });
const OrganisationSecret = z.object({ updated_at: time, visibility });
const Variable = z.object({ value: z.string(), updated_at: time });
const Repositories = z.object({
  total_count: z.int(),
  repositories: z.array(z.object({ id: z.int() })),
});

/** The key of one target; GitHub replaces it from time to time. */
export type PublicKey = z.infer<typeof PublicKey>;
/** What GitHub tells of a secret; `visibility` only for that of an organisation. */
export interface SecretMetadata extends z.infer<typeof Secret> {
  visibility?: z.infer<typeof visibility>;
}
export type Variable = z.infer<typeof Variable>;

/** What the PUT of a secret sends. */
export interface SealedSecret {
  /** base64 of the sealed box. */
  readonly encrypted_value: string;
  readonly key_id: string;
}

/**
 * docs.github.com/rest/actions/secrets and docs.github.com/rest/actions/variables.
 * Every operation throws EcrAuthError, with neither the token nor the secret in it.
 */
export interface GithubApi {
  getPublicKey(target: SecretTarget): Promise<PublicKey>;
  /** undefined when there is none, or when GitHub does not show the target. */
  getSecret(target: SecretTarget, name: string): Promise<SecretMetadata | undefined>;
  /** @param existing what getSecret gave: who may use an organisation's secret stays as it is */
  putSecret(
    target: SecretTarget,
    name: string,
    secret: SealedSecret,
    existing: SecretMetadata | undefined,
  ): Promise<void>;
  /** undefined when there is none, or when GitHub does not show the target. */
  getVariable(target: SecretTarget, name: string): Promise<Variable | undefined>;
  createVariable(target: SecretTarget, name: string, value: string): Promise<void>;
  updateVariable(target: SecretTarget, name: string, value: string): Promise<void>;
}

/** @throws EcrAuthError when the base URL would send the token in the clear */
export function createGithubApi(options: GithubSettings & { http: HttpClient }): GithubApi {
  const calls = createApiCalls(options);
  const { read, find, write } = calls;
  return {
    getPublicKey: (target) =>
      read(PublicKey, ofSecrets(target, 'read the public key', '/public-key')),
    getSecret: (target, name) =>
      find<SecretMetadata>(
        target.kind === 'organisation' ? OrganisationSecret : Secret,
        ofSecrets(target, `look up the secret ${name}`, `/${name}`),
      ),
    async putSecret(target, name, secret, existing) {
      await write({
        ...ofSecrets(target, `store the secret ${name}`, `/${name}`),
        method: 'PUT',
        expected: [201, 204],
        body: { ...secret, ...(await sharing(calls, target, name, existing)) },
      });
    },
    getVariable: (target, name) =>
      find(Variable, ofVariables(target, `read the variable ${name}`, `/${name}`)),
    createVariable: (target, name, value) =>
      write({
        ...ofVariables(target, `create the variable ${name}`, ''),
        method: 'POST',
        expected: [201],
        body: { name, value, ...(target.kind === 'organisation' && { visibility: 'private' }) },
      }),
    updateVariable: (target, name, value) =>
      write({
        ...ofVariables(target, `change the variable ${name}`, `/${name}`),
        method: 'PATCH',
        expected: [204],
        body: { name, value },
      }),
  };
}

function ofSecrets(target: SecretTarget, action: string, path: string): Reading {
  return { target, action, path: `${target.secrets}${path}` };
}

function ofVariables(target: SecretTarget, action: string, path: string): Reading {
  return { target, action, path: `${target.variables}${path}` };
}

/** Which repositories may use an organisation's secret: as before, or else the private ones. */
async function sharing(
  calls: ApiCalls,
  target: SecretTarget,
  name: string,
  existing: SecretMetadata | undefined,
): Promise<Record<string, unknown>> {
  if (target.kind !== 'organisation') return {};
  if (existing?.visibility !== 'selected') return { visibility: existing?.visibility ?? 'private' };
  const ids = await selectedRepositories(calls, target, name);
  return { visibility: existing.visibility, selected_repository_ids: ids };
}

/** GitHub's maximum. */
const pageSize = 100;

/**
 * The ids of all of them: a PUT that leaves them out takes the secret away from every repository
 * (github.com/external-secrets/external-secrets/pull/6519).
 */
async function selectedRepositories(
  { read, attempt }: ApiCalls,
  target: SecretTarget,
  name: string,
): Promise<number[]> {
  const ids: number[] = [];
  for (let page = 1; ; page += 1) {
    const path = `/${name}/repositories?per_page=${String(pageSize)}&page=${String(page)}`;
    const request = ofSecrets(target, `read the repositories of the secret ${name}`, path);
    const { total_count, repositories } = await read(Repositories, request);
    ids.push(...repositories.map(({ id }) => id));
    if (ids.length >= total_count) return ids;
    if (repositories.length === 0) throw partialListError(attempt(request));
  }
}
