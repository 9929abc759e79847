import type { Context } from '../context.ts';
import { isOn } from '../features.ts';
import { resolveAuth, type AuthSources, type RegistryAuth } from './auth.ts';
import { withConfigDirectory, type ConfigBase } from './config-directory.ts';
import { helperAnswers, resolveEcrHelper } from './credential-helper.ts';
import { configDirectory, readDockerConfig, type Credentials } from './docker-config.ts';
import { rememberHelpers, type HelperCredentials } from './helper-credentials.ts';

/** Docker config and credential helpers of this runner, read once per call. */
export interface RegistryAccess {
  /** Directory for docker calls that do not authenticate; docker's default when undefined. */
  directory: string | undefined;
  /** HOOK_DOCKER_CONFIG is set. */
  isShared: boolean;
  /** Credentials of helpers, where the daemon takes them without a config. */
  helpers: HelperCredentials;
  /** @param until ends a credential store that is asked; that of the call when left out */
  resolve(host: string, credentials?: Credentials, until?: AbortSignal): Promise<RegistryAuth>;
  /** See withConfigDirectory: runs `use` with a config directory for these hosts. */
  withConfig<T>(
    hosts: readonly { host: string; auth: RegistryAuth }[],
    use: (directory: string | undefined) => Promise<T>,
    alwaysPrivate?: boolean,
  ): Promise<T>;
}

/** @throws HookError when HOOK_DOCKER_CONFIG is set but unusable */
export function openRegistryAccess({
  config,
  features,
  client,
  docker,
  signal,
}: Pick<Context, 'config' | 'features' | 'client' | 'docker' | 'signal'>): RegistryAccess {
  const shared = readShared(config.dockerConfig);
  const base: ConfigBase = { shared, tempDirectory: config.tempDirectory, docker };
  const sources: Omit<AuthSources, 'storeAnswers'> = {
    config: shared?.config,
    isHelperFirst: isOn(features, 'credential-helper'),
    ecrHelper: resolveEcrHelper(config.ecrHelper, client.path),
  };
  return {
    directory: shared?.directory,
    isShared: shared !== undefined,
    helpers: rememberHelpers(client.helperEnv, config.pullStallSeconds),
    resolve: (host, credentials, until = signal) =>
      resolveAuth(host, credentials, {
        ...sources,
        storeAnswers: (store, key) => helperAnswers(store, key, client.helperEnv, until),
      }),
    withConfig: (hosts, use, alwaysPrivate) => withConfigDirectory(hosts, base, use, alwaysPrivate),
  };
}

function readShared(path: string | undefined): ConfigBase['shared'] {
  if (path === undefined) return undefined;
  const directory = configDirectory(path);
  return { directory, config: readDockerConfig(directory) };
}
