import { homedir } from 'node:os';
import { join } from 'node:path';
import { EcrAuthError } from './errors.ts';

/** What docs/configuration.md says of each variable that is ecr-auth's own. */
export const documentation = {
  ECR_AUTH_CONFIG:
    'JSON file with a role or profile per registry (see [ecr-auth](ecr-auth.md#a-role-or-profile-per-registry)). Unset: one identity for all.',
  ECR_AUTH_CACHE_DIR: 'Directory of the token cache, an absolute path. Default: `~/.ecr-auth`.',
  ECR_AUTH_DISABLE_CACHE: '`true`: neither read nor write the token cache. Default: `false`.',
  ECR_AUTH_TIMEOUT: 'Longest time in seconds for one token, all in all. Default: `15`.',
  ECR_AUTH_CONNECT_TIMEOUT: 'Longest time in seconds for one connection. Default: `2`.',
  ECR_AUTH_IMDS_TIMEOUT:
    'Longest time in seconds for one answer of the instance or container metadata. Default: `1`.',
} as const;

type VariableName = keyof typeof documentation;

export interface Settings {
  /** File with the role or profile of each registry. */
  rulesFile: string | undefined;
  /** undefined: no cache. */
  cacheDirectory: string | undefined;
  timeoutMs: number;
  connectTimeoutMs: number;
  metadataTimeoutMs: number;
}

/**
 * Reads the settings by hand: a token from the cache is not to wait for a schema library. A blank
 * value counts as unset.
 * @throws EcrAuthError that names every malformed variable
 */
export function parseSettings(env: NodeJS.ProcessEnv): Settings {
  const problems: string[] = [];
  const read = (name: VariableName, form: RegExp, expected: string): string | undefined => {
    const value = env[name];
    if (value === undefined || value.trim() === '') return undefined;
    if (!form.test(value)) problems.push(`${name} is ${JSON.stringify(value)}, not ${expected}`);
    return value;
  };
  const seconds = (name: VariableName, preset: number) =>
    1000 * Number(read(name, /^[1-9]\d{0,4}$/, 'a whole number of seconds') ?? preset);

  const directory = read('ECR_AUTH_CACHE_DIR', /^\//, 'an absolute path');
  const disabled = read('ECR_AUTH_DISABLE_CACHE', /^(true|false|1|0)$/i, 'true or false');
  const settings = {
    rulesFile: read('ECR_AUTH_CONFIG', /^\//, 'an absolute path'),
    cacheDirectory: /^(true|1)$/i.test(disabled ?? '')
      ? undefined
      : (directory ?? join(homedir(), '.ecr-auth')),
    timeoutMs: seconds('ECR_AUTH_TIMEOUT', 15),
    connectTimeoutMs: seconds('ECR_AUTH_CONNECT_TIMEOUT', 2),
    metadataTimeoutMs: seconds('ECR_AUTH_IMDS_TIMEOUT', 1),
  };
  if (problems.length === 0) return settings;
  throw new EcrAuthError(`ecr-auth is set up wrongly: ${problems.join('; ')}.`, {
    reason: 'settings',
    hint: 'Correct it, or remove it: docs/configuration.md has the defaults.',
  });
}
