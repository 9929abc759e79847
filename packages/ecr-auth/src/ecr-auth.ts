import { createHash } from 'node:crypto';
import { EcrAuthError } from './errors.ts';
import { identityOf } from './identity/identity.ts';
import type { RegistryRule } from './identity/rules.ts';
import { parseEcrHost, type EcrRegistry } from './registry.ts';
import { parseSettings, type Settings } from './settings.ts';
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

  return {
    async getToken(host, { refresh = false } = {}) {
      const registry = requireRegistry(host);
      const rule = await ruleFor(settings, host);
      const key = cacheKey(registry, identityOf(env, rule));
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
      const registry = requireRegistry(host);
      const rule = await ruleFor(settings, host);
      cache?.drop(cacheKey(registry, identityOf(env, rule)));
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

/** @throws EcrAuthError for every host that is not Amazon ECR */
export function requireRegistry(host: string): EcrRegistry {
  const registry = parseEcrHost(host);
  if (registry) return registry;
  throw new EcrAuthError(`${host || 'An empty string'} is not a registry host of Amazon ECR.`, {
    reason: 'usage',
    hint: 'One looks like 123456789012.dkr.ecr.eu-west-1.amazonaws.com (the account has 12 digits, leading zeros count) or public.ecr.aws.',
  });
}

/** The rule of ECR_AUTH_CONFIG; its schema library is loaded only where there is such a file. */
export async function ruleFor(settings: Settings, host: string): Promise<RegistryRule | undefined> {
  if (settings.rulesFile === undefined) return undefined;
  const { findRule } = await import('./identity/rules.ts');
  return findRule(settings.rulesFile, host.toLowerCase());
}

/** Not the account: one token is good for all registries of a region. */
export function cacheKey({ region, service }: EcrRegistry, identity: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([identity, region, service]))
    .digest('hex');
}
