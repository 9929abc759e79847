import { createEcrAuth } from '../ecr-auth.ts';
import { requireRegistry } from '../lookup.ts';
import { EcrAuthError } from '../errors.ts';
import { expandRegistrySpec } from '../docker/registry-spec.ts';
import type { EcrRegistry } from '../registry.ts';
import type { Values } from './arguments.ts';
import type { Command } from './main.ts';
import { text } from './values.ts';

const help = `ecr-auth get-login-password: prints a password for docker login, nothing else.

Usage: ecr-auth get-login-password [OPTIONS]

Options:
  --region REGION  region of the registry
                   (default: AWS_REGION, else AWS_DEFAULT_REGION)
  --registry HOST  registry host instead of a region; also public.ecr.aws
  --help           print this text

Exit codes:
  0  printed; it is good for 12 hours at most
  1  failed
  2  called wrongly

Examples:
  ecr-auth get-login-password --region eu-west-1 |
    docker login --username AWS --password-stdin REGISTRY

Documentation: docs/recipes/get-login.md`;

/** `aws ecr get-login-password`, with the token cache and every identity of ecr-auth. */
export const getLoginPassword: Command = {
  help,
  options: { region: 'text', registry: 'text' },
  async run(values, output) {
    const { host } = registryOf(values, process.env);
    const { password } = await createEcrAuth({ warn: output.note }).getToken(host);
    output.print(password);
    return 0;
  },
};

/** A token is for all registries of a region: which account stands in the host does not matter. */
export function registryOf(values: Values, env: NodeJS.ProcessEnv): EcrRegistry {
  const [region, host] = [text(values, 'region'), text(values, 'registry')];
  if (host !== undefined) {
    const registry = requireRegistry(host);
    if (region === undefined || region === registry.region) return registry;
    throw new EcrAuthError(`--region ${region} is not the region of --registry ${host}.`, {
      reason: 'usage',
      hint: 'Give one of the two.',
    });
  }
  const chosen = region ?? (env['AWS_REGION'] || env['AWS_DEFAULT_REGION']);
  if (!chosen) {
    throw new EcrAuthError('It is not said which region the registry is in.', {
      reason: 'usage',
      hint: 'Give --region or --registry, or set AWS_REGION.',
    });
  }
  return registryIn(chosen);
}

function registryIn(region: string): EcrRegistry {
  const [host = ''] = expandRegistrySpec(`000000000000@${region}`);
  return requireRegistry(host);
}
