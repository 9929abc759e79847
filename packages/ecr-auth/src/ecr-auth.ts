import { identityOf } from './identity/identity.ts';
import { requireRegistry, ruleFor } from './lookup.ts';
import { parseSettings } from './settings.ts';
import { cacheKey } from './token/cache-key.ts';
import { openCache, type TokenCache } from './token/cache.ts';
import { isFresh, isUsable, type EcrToken } from './token/token.ts';

export interface EcrAuthOptions {
  /** Called with a line for people when something is not as it should be, but works. */
  warn?: (text: string) => void;
}

/** Tokens for registries of Amazon ECR, with the AWS identity of this process. */
export interface EcrAuth {
  /**
   * A token for a registry host: that of the cache if it is fresh, else a new one.
   * @throws EcrAuthError whose `reason` says what went wrong, for programs
   */
  getToken(host: string, options?: { refresh?: boolean }): Promise<EcrToken>;
  /** Drops the cached token of a host, say, because the registry refused it. */
  forget(host: string): Promise<void>;
  /** Hosts for which a token that is still good is in the cache. */
  cachedHosts(): string[];
}

/**
 * Reads its settings (`ECR_AUTH_*`, docs/configuration.md) and the identity (`AWS_*`, shared config)
 * from `process.env`, as the AWS SDK does. The SDK is loaded when a token has to be asked for.
 * @throws EcrAuthError when a setting is malformed
 */
export function createEcrAuth({ warn = () => {} }: EcrAuthOptions = {}): EcrAuth {
  const { env } = process;
  const settings = parseSettings(env);
  const cache = settings.cacheDirectory ? openCache(settings.cacheDirectory, warn) : undefined;
  const lookUp = async (host: string) => {
    const registry = requireRegistry(host);
    const rule = await ruleFor(settings, host);
    return { registry, rule, key: cacheKey(registry, identityOf(env, rule)) };
  };

  return {
    async getToken(host, { refresh = false } = {}) {
      const { registry, rule, key } = await lookUp(host);
      const cached = refresh ? undefined : cache?.read(key)?.token;
      if (cached && isFresh(cached, new Date())) return cached;

      const { fetchToken } = await import('./aws/fetch-token.ts');
      const ask = () => fetchToken({ registry, rule, env, settings });
      if (!cache) return ask();
      if (refresh) return renew(cache, key, host, ask);
      const { shareToken } = await import('./token/share-token.ts');
      const { timeoutMs } = settings;
      return shareToken({ key, host, cache, fetchToken: ask, timeoutMs, warn });
    },
    async forget(host) {
      const { key } = await lookUp(host);
      cache?.drop(key);
    },
    cachedHosts() {
      const entries = cache?.list() ?? [];
      const good = entries.filter(({ token }) => isUsable(token, new Date()));
      return [...new Set(good.map(({ host }) => host))].sort();
    },
  };
}

async function renew(
  cache: TokenCache,
  key: string,
  host: string,
  ask: () => Promise<EcrToken>,
): Promise<EcrToken> {
  const token = await ask();
  cache.write(key, { token, host });
  return token;
}
