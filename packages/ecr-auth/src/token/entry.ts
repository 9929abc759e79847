import { EcrAuthError, type Reason } from '../errors.ts';
import type { EcrToken } from './token.ts';

/**
 * The JSON in a file of the cache. By hand: a token from the cache is not to wait for a schema
 * library. The key is in it, so that a file under a wrong name is found out.
 */
export interface Entry {
  token: EcrToken;
  /** Registry host for which it was asked. */
  host: string;
}

export function formatEntry(key: string, { token, host }: Entry): string {
  const { password, obtainedAt, refreshAt, expiresAt, source } = token;
  return JSON.stringify({
    version: 1,
    key,
    host,
    password,
    obtainedAt,
    refreshAt,
    expiresAt,
    source,
  });
}

/** undefined for everything that this version did not write under this key. */
export function parseEntry(key: string, content: string): Entry | undefined {
  const fields = parseObject(content);
  const { password, host, source } = fields;
  const [obtainedAt, refreshAt, expiresAt] = [
    dateOf(fields['obtainedAt']),
    dateOf(fields['refreshAt']),
    dateOf(fields['expiresAt']),
  ];
  if (fields['version'] !== 1 || fields['key'] !== key) return undefined;
  if (typeof password !== 'string' || typeof host !== 'string') return undefined;
  if (!obtainedAt || !refreshAt || !expiresAt) return undefined;
  const known = source as EcrToken['source'];
  return {
    host,
    token: { username: 'AWS', password, obtainedAt, refreshAt, expiresAt, source: known },
  };
}

/** Why the last try failed, for those who waited for it. */
export interface Failure {
  at: Date;
  error: EcrAuthError;
}

export function formatFailure({ at, error }: Failure): string {
  const { message, reason, hint, notes } = error;
  return JSON.stringify({ at, message, reason, hint, notes });
}

export function parseFailure(content: string): Failure | undefined {
  const { at, message, reason, hint, notes } = parseObject(content);
  const time = dateOf(at);
  if (!time || typeof message !== 'string' || typeof reason !== 'string') return undefined;
  const error = new EcrAuthError(message, {
    reason: reason as Reason,
    hint: typeof hint === 'string' ? hint : undefined,
    notes: Array.isArray(notes) ? notes.map(String) : [],
  });
  return { at: time, error };
}

function parseObject(content: string): Record<string, unknown> {
  try {
    return { ...(JSON.parse(content) as object) };
  } catch {
    return {};
  }
}

function dateOf(value: unknown): Date | undefined {
  const date = new Date(typeof value === 'string' ? value : NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
