import { EcrAuthError } from '../errors.ts';
import type { GithubApi, SecretMetadata, Variable } from './api.ts';
import { seal } from './sealed-box.ts';
import type { SecretTarget } from './target.ts';

/** The part of an ECR token that is stored. */
export interface SecretToken {
  /** A secret. */
  readonly password: string;
  readonly expiresAt: Date;
}

export interface SyncOptions {
  readonly api: GithubApi;
  readonly target: SecretTarget;
  /** As parseSecretName gives it; default: ECR_PASSWORD. */
  readonly name?: string | undefined;
  /** A stored token that lives longer than this stays. */
  readonly minTtlSeconds: number;
  /** Reads everything, writes nothing. */
  readonly dryRun: boolean;
  readonly now: Date;
  /** Only called when a token is to be stored. */
  readonly getToken: () => Promise<SecretToken>;
}

export interface SyncResult {
  readonly action: 'stored' | 'would-store' | 'skipped';
  readonly name: string;
  /** SecretTarget.description. */
  readonly target: string;
  /** Of the token that the secret has now, or would have. */
  readonly expiresAt: Date;
  /** The token lives no longer than `minTtlSeconds`: the next run will store again. */
  readonly belowMinTtl: boolean;
}

export const defaultSecretName = 'ECR_PASSWORD';

/** Nobody can read a secret back, so a variable beside it says until when it is good. */
function expiryVariable(name: string): string {
  return `${name}_EXPIRES_AT`;
}

/**
 * Twice the life of an ECR token (docs.aws.amazon.com/AmazonECR/latest/APIReference/
 * API_GetAuthorizationToken.html), for clocks that differ: a later time is not from here, and would
 * keep the secret from being renewed.
 */
const longestLifeMs = 24 * 60 * 60 * 1000;

/**
 * Stores the current ECR token as a secret, unless the one stored before is good for long enough.
 * @throws EcrAuthError of GitHub's API or of `getToken`
 */
export async function syncSecret(options: SyncOptions): Promise<SyncResult> {
  const { api, target, name = defaultSecretName, minTtlSeconds, now } = options;
  const outlives = (time: Date) => time.getTime() - now.getTime() > minTtlSeconds * 1000;
  const variable = await api.getVariable(target, expiryVariable(name));
  const secret = await api.getSecret(target, name);
  const known = storedExpiry(variable, secret, now);
  if (known && outlives(known)) return result(options, 'skipped', known, false);

  const { key, key_id } = await api.getPublicKey(target);
  const { password, expiresAt } = await options.getToken();
  const sealed = { encrypted_value: seal(password, key), key_id };
  const belowMinTtl = !outlives(expiresAt);
  if (options.dryRun) return result(options, 'would-store', expiresAt, belowMinTtl);

  // The secret first: a variable without its secret would claim a token that is not there.
  await api.putSecret(target, name, sealed, secret);
  await writeExpiry(options, expiryVariable(name), expiresAt, variable);
  return result(options, 'stored', expiresAt, belowMinTtl);
}

/**
 * When the stored token ends; undefined when that is not known: the secret is missing, or somebody
 * else has changed it since.
 */
function storedExpiry(
  variable: Variable | undefined,
  secret: SecretMetadata | undefined,
  now: Date,
): Date | undefined {
  if (!variable || !secret || secret.updated_at > variable.updated_at) return undefined;
  const expiresAt = parseTime(variable.value);
  const life = expiresAt ? expiresAt.getTime() - now.getTime() : Infinity;
  return life <= longestLifeMs ? expiresAt : undefined;
}

/** Only the form that is written here: Date would read `1` and `May` as well. */
function parseTime(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(text)) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

async function writeExpiry(
  { api, target }: SyncOptions,
  name: string,
  expiresAt: Date,
  existing: Variable | undefined,
): Promise<void> {
  const value = expiresAt.toISOString();
  try {
    if (existing) await api.updateVariable(target, name, value);
    else await api.createVariable(target, name, value);
  } catch (error) {
    throw error instanceof EcrAuthError ? afterSecret(error) : error;
  }
}

/** Whoever reads that the run failed has to know that jobs have their token all the same. */
function afterSecret(cause: EcrAuthError): EcrAuthError {
  const { reason, hint, notes, message } = cause;
  return new EcrAuthError(`The secret is stored, but not until when it is good: ${message}`, {
    reason,
    hint,
    notes,
    cause,
  });
}

function result(
  { target, name = defaultSecretName }: SyncOptions,
  action: SyncResult['action'],
  expiresAt: Date,
  belowMinTtl: boolean,
): SyncResult {
  return { action, name, target: target.description, expiresAt, belowMinTtl };
}
