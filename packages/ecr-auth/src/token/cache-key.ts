import { createHash } from 'node:crypto';
import type { EcrRegistry } from '../registry.ts';

/** Not the account: one token is good for all registries of a region. */
export function cacheKey({ region, service }: EcrRegistry, identity: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([identity, region, service]))
    .digest('hex');
}
