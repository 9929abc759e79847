/** What the fake GitHub of the tests (test/support/fake-github.ts) keeps, and the answers from it. */
import { randomInt } from 'node:crypto';
import blake from 'blakejs';
import nacl from 'tweetnacl';
import * as z from 'zod/mini';
import type { Answer } from './faults.ts';

/** What the token sees; it may write there unless `readOnly`. */
export type GithubPlace = { readonly readOnly?: boolean } & (
  { readonly repo: string; readonly environments?: readonly string[] } | { readonly org: string }
);

/** Of an organisation's secret or variable. */
export interface Sharing {
  readonly visibility?: 'all' | 'private' | 'selected';
  readonly repositoryIds?: readonly number[];
}

export interface Stored {
  readonly value: string;
  readonly at: Date;
  readonly sharing: Sharing;
}

export interface Store {
  readonly description: string;
  /** Path above `/secrets` and `/variables`. */
  readonly path: string;
  readonly readOnly: boolean;
  readonly secrets: Map<string, Stored>;
  readonly variables: Map<string, Stored>;
  key: nacl.BoxKeyPair;
  keyId: string;
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly at: Date;
}

export function createKey(): Pick<Store, 'key' | 'keyId'> {
  return { key: nacl.box.keyPair(), keyId: String(randomInt(2 ** 47)) };
}

export function storesOf(place: GithubPlace): Store[] {
  const { readOnly = false } = place;
  const create = (description: string, path: string): Store => ({
    description,
    path,
    readOnly,
    secrets: new Map(),
    variables: new Map(),
    ...createKey(),
  });
  if ('org' in place) return [create(`organisation ${place.org}`, `/orgs/${place.org}/actions`)];
  const { repo, environments = [] } = place;
  const ofEnvironment = (name: string) =>
    create(
      `${repo}, environment ${name}`,
      `/repos/${repo}/environments/${encodeURIComponent(name)}`,
    );
  return [create(repo, `/repos/${repo}/actions`), ...environments.map(ofEnvironment)];
}

export function failure(status: number, message: string): Answer {
  return json(status, {
    message,
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
  });
}

export const notFound = failure(404, 'Not Found');

function json(status: number, value: unknown): Answer {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return { status, headers, body: JSON.stringify(value) };
}

export function answerSecret({ method, body, at }: Call, store: Store, name: string): Answer {
  if (method === 'GET' && name === 'public-key')
    return json(200, {
      key_id: store.keyId,
      key: Buffer.from(store.key.publicKey).toString('base64'),
    });
  if (method === 'GET') return show(store.secrets.get(name), name);
  if (method !== 'PUT') return notFound;
  const sent = (isOrganisation(store) ? SharedSecret : PlainSecret).safeParse(body);
  if (!sent.success || !validName.test(name)) return failure(422, 'Invalid request.');
  const { encrypted_value, key_id, visibility, selected_repository_ids: ids } = sent.data;
  if (ids && visibility !== 'selected') return failure(422, 'Not a selected visibility.');
  if (key_id !== store.keyId) return failure(422, 'The key_id is not that of the public key.');
  const value = open(Buffer.from(encrypted_value, 'base64'), store.key);
  if (value === undefined) return failure(422, 'The value is not encrypted with the public key.');
  const created = !store.secrets.has(name);
  // As GitHub does it: repositories that are left out lose the secret.
  const sharing = visibility ? { visibility, repositoryIds: ids ?? [] } : {};
  store.secrets.set(name, { value, at, sharing });
  return created ? json(201, {}) : { status: 204, body: '' };
}

export function answerVariable({ method, body, at }: Call, store: Store, name: string): Answer {
  const existing = store.variables.get(name);
  if (method === 'GET') return show(existing, name, existing && { value: existing.value });
  const creates = method === 'POST' && name === '';
  if (!creates && !(method === 'PATCH' && existing)) return notFound;
  const sent = (creates && isOrganisation(store) ? SharedVariable : PlainVariable).safeParse(body);
  if (!sent.success || !validName.test(sent.data.name)) return failure(422, 'Invalid request.');
  const { name: given, value, visibility } = sent.data;
  if (creates && store.variables.has(given)) return failure(409, 'Already exists');
  if (!creates && given !== name) return failure(422, 'The name is another one.');
  const sharing = existing?.sharing ?? (visibility ? { visibility } : {});
  store.variables.set(given, { value, at, sharing });
  return creates ? json(201, {}) : { status: 204, body: '' };
}

function show(stored: Stored | undefined, name: string, more: object = {}): Answer {
  if (!stored) return notFound;
  // GitHub tells whole seconds.
  const updated_at = `${stored.at.toISOString().slice(0, 19)}Z`;
  const { visibility } = stored.sharing;
  return json(200, { name, ...more, created_at: updated_at, updated_at, visibility });
}

export function listRepositories(secret: Stored | undefined, size: number, page: number): Answer {
  const { visibility, repositoryIds = [] } = secret?.sharing ?? {};
  if (visibility !== 'selected') return notFound;
  const shown = repositoryIds.slice((page - 1) * size, page * size);
  const repositories = shown.map((id) => ({ id, name: `repository-${String(id)}` }));
  return json(200, { total_count: repositoryIds.length, repositories });
}

function isOrganisation({ path }: Store): boolean {
  return path.startsWith('/orgs/');
}

const validName = /^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/;
const visibilities = z.enum(['all', 'private', 'selected']);
const absent = z.optional(z.undefined());
const secret = { encrypted_value: z.base64(), key_id: z.string() };
const variable = { name: z.string(), value: z.string() };
const PlainSecret = z.strictObject({
  ...secret,
  visibility: absent,
  selected_repository_ids: absent,
});
const SharedSecret = z.strictObject({
  ...secret,
  visibility: visibilities,
  selected_repository_ids: z.optional(z.array(z.int())),
});
const PlainVariable = z.strictObject({ ...variable, visibility: absent });
const SharedVariable = z.strictObject({ ...variable, visibility: visibilities });

/** libsodium's `crypto_box_seal_open`. */
function open(sealed: Uint8Array, { publicKey, secretKey }: nacl.BoxKeyPair): string | undefined {
  const ephemeral = sealed.subarray(0, publicKey.length);
  if (ephemeral.length < publicKey.length) return undefined;
  const nonce = blake.blake2b(Buffer.concat([ephemeral, publicKey]), undefined, 24);
  const opened = nacl.box.open(sealed.subarray(publicKey.length), nonce, ephemeral, secretKey);
  return opened ? Buffer.from(opened).toString('utf8') : undefined;
}
