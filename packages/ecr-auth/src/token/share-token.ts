import { setTimeout as sleep } from 'node:timers/promises';
import { EcrAuthError } from '../errors.ts';
import type { TokenCache } from './cache.ts';
import { tryLock } from './lock.ts';
import { isFresh, isUsable, type EcrToken } from './token.ts';

export interface SharedToken {
  key: string;
  /** Registry host for which it is. */
  host: string;
  cache: TokenCache;
  /** Asks AWS. */
  fetchToken: () => Promise<EcrToken>;
  /** Longest wait for another process that asks AWS. */
  timeoutMs: number;
  warn: (text: string) => void;
}

const pollMs = 20;

/**
 * The token of the cache, or a new one: of all processes that want it at the same time one asks AWS,
 * and the others take what it gets, be it a token or the reason why there is none. When there is
 * none, a token that is still good is better than a failure.
 * @throws EcrAuthError of AWS, or when the wait is over
 */
export async function shareToken(shared: SharedToken): Promise<EcrToken> {
  const { key, cache, warn } = shared;
  const cached = cache.read(key)?.token;
  if (cached && isFresh(cached, new Date())) return cached;
  try {
    return await refresh(shared);
  } catch (error) {
    if (!(error instanceof EcrAuthError) || !cached || !isUsable(cached, new Date())) throw error;
    warn(
      `${error.message} A token from before is used, good until ${cached.expiresAt.toISOString()}.`,
    );
    return cached;
  }
}

async function refresh(shared: SharedToken): Promise<EcrToken> {
  const { key, host, cache, fetchToken } = shared;
  const turn = await waitForTurn(shared);
  if (turn.token) return turn.token;
  try {
    const token = await fetchToken();
    cache.write(key, { token, host });
    return token;
  } catch (error) {
    if (error instanceof EcrAuthError) cache.writeFailure(key, error, new Date());
    throw error;
  } finally {
    turn.release?.();
  }
}

interface Turn {
  /** What another process got meanwhile. */
  token?: EcrToken;
  release?: () => void;
}

async function waitForTurn({ key, cache, timeoutMs }: SharedToken): Promise<Turn> {
  const began = new Date();
  // A holder that hangs has a share of everybody's time, not all of it.
  const staleMs = (timeoutMs * 2) / 3;
  for (;;) {
    const path = cache.lockPath(key);
    if (path === undefined) return {};
    const release = lockOrGoOn(path, staleMs);
    if (release === 'impossible') return {};
    const token = cache.read(key)?.token;
    if (token && isFresh(token, new Date()) && token.obtainedAt >= began) {
      release?.();
      return { token };
    }
    if (release) return { release };
    const failure = cache.readFailure(key);
    if (failure && failure.at >= began) throw failure.error;
    if (Date.now() - began.getTime() > timeoutMs) throw tooLong(path, timeoutMs);
    await sleep(pollMs * (0.5 + Math.random()));
  }
}

/** The lock saves calls to AWS. Without it the calls are made. */
function lockOrGoOn(path: string, staleMs: number): (() => void) | undefined | 'impossible' {
  try {
    return tryLock(path, staleMs);
  } catch {
    return 'impossible';
  }
}

function tooLong(path: string, timeoutMs: number): EcrAuthError {
  return new EcrAuthError(
    `Another process has been asking AWS for the same token for more than ${timeoutMs / 1000} s.`,
    { reason: 'timeout', hint: `Try again; if no such process runs, delete ${path}.` },
  );
}
