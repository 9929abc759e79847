import { parseEcrHost } from '@ecr-runner-hooks/ecr-auth/registry';
import type { Registry } from '../protocol/request.ts';
import { configKey, credentialHelper, hasStoredCredentials } from './docker-config.ts';
import type { Credentials, DockerConfig } from './docker-config.ts';

/**
 * How docker gets credentials for one registry host.
 * - `config`: the docker config as it is (covered by it, or nobody has credentials)
 * - `helper`: a private config with `credHelpers[host]`; empty: the config's own `auths` entry
 * - `credentials`: a private config with what the workflow gave
 * - `login`: `docker login` with what the workflow gave (HOOK_DOCKER_CONFIG unset, or the feature
 *   `credential-helper` is not on)
 */
export type RegistryAuth =
  | { kind: 'config'; helper?: string | undefined; covered: boolean }
  | { kind: 'helper'; helper: string }
  | { kind: 'credentials'; credentials: Credentials }
  | { kind: 'login'; credentials: Credentials };

export interface AuthSources {
  /** The config that HOOK_DOCKER_CONFIG names; undefined when it is unset. */
  config: DockerConfig | undefined;
  /** The feature `credential-helper`: the runner's own credentials come before the workflow's. */
  isHelperFirst: boolean;
  /** Helper for ECR hosts that the config does not cover; undefined: none. */
  ecrHelper: string | undefined;
  /** Asks a credential store whether it has something for a key of the config. */
  storeAnswers: (store: string, key: string) => Promise<boolean>;
}

/** Decides for one host; the table in docs/registry-auth.md, row by row. */
export async function resolveAuth(
  host: string,
  credentials: Credentials | undefined,
  { config, isHelperFirst, ecrHelper, storeAnswers }: AuthSources,
): Promise<RegistryAuth> {
  // A host without credentials keeps the helper in any case: workflows may carry none any more.
  if (credentials && !(config && isHelperFirst)) return { kind: 'login', credentials };
  if (!config) return anonymous;

  const helper = credentialHelper(config, host);
  if (helper) return { kind: 'config', helper, covered: true };

  // docker asks a store and then never reads `auths`, unless credHelpers[host] is there and empty.
  const stored = hasStoredCredentials(config, host);
  const store = helper === undefined ? config.credsStore : undefined;
  if (!store && stored) return { kind: 'config', covered: true };
  if (store && (await storeCovers(store, host, storeAnswers))) {
    return { kind: 'config', helper: store, covered: true };
  }
  if (stored) return { kind: 'helper', helper: '' };

  if (ecrHelper !== undefined && parseEcrHost(host)) return { kind: 'helper', helper: ecrHelper };
  return credentials ? { kind: 'credentials', credentials } : anonymous;
}

/** Credentials of a request; one part alone is none, as in the built-in runner. */
export function credentialsOf(registry: Registry | undefined): Credentials | undefined {
  const { username, password } = registry ?? {};
  return username && password ? { username, password } : undefined;
}

/** Whether the runner authenticates by itself, so that credentials of a workflow are not used. */
export function isRunnersOwn(auth: RegistryAuth): boolean {
  return auth.kind === 'helper' || (auth.kind === 'config' && auth.covered);
}

const anonymous: RegistryAuth = { kind: 'config', covered: false };

async function storeCovers(
  store: string,
  host: string,
  storeAnswers: AuthSources['storeAnswers'],
): Promise<boolean> {
  const ecrOnly = store === 'ecr-login' || store === 'ecr-auth';
  return ecrOnly ? parseEcrHost(host) !== undefined : storeAnswers(store, configKey(host));
}
