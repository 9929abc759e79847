import { EcrAuthError } from './errors.ts';
import type { RegistryRule } from './identity/rules.ts';
import { parseEcrHost, type EcrRegistry } from './registry.ts';
import type { Settings } from './settings.ts';

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
