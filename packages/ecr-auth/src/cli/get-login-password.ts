import { createEcrAuth } from '../ecr-auth.ts';
import { requireRegistry } from '../lookup.ts';
import { EcrAuthError } from '../errors.ts';
import { expandRegistrySpec } from '../docker/registry-spec.ts';
import type { EcrRegistry } from '../registry.ts';
import type { Values } from './arguments.ts';
import type { Command } from './main.ts';
import { text } from './values.ts';

/** `aws ecr get-login-password`, with the token cache and every identity of ecr-auth. */
export const getLoginPassword: Command = {
  definition: {
    meta: {
      name: 'get-login-password',
      description:
        'Print a password for `docker login --username AWS --password-stdin REGISTRY`, and nothing else.',
    },
    args: {
      region: {
        type: 'string',
        description: 'Region of the registry. Default: AWS_REGION, else AWS_DEFAULT_REGION.',
        valueHint: 'eu-west-1',
      },
      registry: {
        type: 'string',
        description: 'Registry host instead of a region, public.ecr.aws too.',
        valueHint: 'HOST',
      },
    },
  },
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
