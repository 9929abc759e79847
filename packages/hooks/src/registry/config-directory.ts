import { symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf } from '../errors.ts';
import type { Docker } from '../docker/docker.ts';
import { temporaryError, withPrivateDirectory } from '../docker/private-directory.ts';
import type { RegistryAuth } from './auth.ts';
import { configKey, withEntries } from './docker-config.ts';
import type { ConfigEntry, Credentials, DockerConfig } from './docker-config.ts';

export interface HostAuth {
  host: string;
  auth: RegistryAuth;
}

export interface ConfigBase {
  /** Directory that HOOK_DOCKER_CONFIG names, and what is in it; undefined when it is unset. */
  shared: { directory: string; config: DockerConfig } | undefined;
  tempDirectory: string;
  docker: Docker;
}

/**
 * Runs `use` with a docker config directory that authenticates the hosts as decided. Where the
 * decision needs more than the shared directory holds, it is a private one (0700, file 0600) that
 * is removed whatever happens; the shared one is never written to.
 *
 * @param alwaysPrivate BuildKit keeps state in its config directory, which may be read-only
 */
export async function withConfigDirectory<T>(
  hosts: readonly HostAuth[],
  base: ConfigBase,
  use: (directory: string | undefined) => Promise<T>,
  alwaysPrivate = false,
): Promise<T> {
  const { shared, tempDirectory, docker } = base;
  const login = hosts.find(({ auth }) => auth.kind === 'login');
  if (login?.auth.kind === 'login') {
    const { host } = login;
    const { credentials } = login.auth;
    return withPrivateDirectory(tempDirectory, (directory) =>
      logIn(docker, directory, host, credentials).then(() => use(directory)),
    );
  }
  const entries = hosts.flatMap(configEntry);
  if (!shared || (entries.length === 0 && !alwaysPrivate)) return use(shared?.directory);
  return withPrivateDirectory(tempDirectory, async (directory) => {
    writeConfig(directory, withEntries(shared.config, entries));
    linkBase(shared.directory, directory);
    return use(directory);
  });
}

function configEntry({ host, auth }: HostAuth): ConfigEntry[] {
  if (auth.kind === 'helper') return [{ host, helper: auth.helper }];
  // The empty helper keeps a credsStore of the base from swallowing the entry.
  if (auth.kind === 'credentials') return [{ host, helper: '', credentials: auth.credentials }];
  return [];
}

/** The empty helper keeps docker from choosing a store of its own (pass, secretservice). */
async function logIn(
  docker: Docker,
  directory: string,
  host: string,
  credentials: Credentials,
): Promise<void> {
  writeConfig(directory, { credHelpers: { [configKey(host)]: '' } });
  await docker.login(host === 'docker.io' ? undefined : host, credentials, directory);
}

function writeConfig(directory: string, config: DockerConfig): void {
  const file = join(directory, 'config.json');
  try {
    writeFileSync(file, JSON.stringify(config), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const parent = dirname(directory);
    throw temporaryError(`A docker config in ${parent} (RUNNER_TEMP) cannot be written`, error);
  }
}

/** What docker keeps beside `config.json`: plugins such as buildx, contexts, certificates. */
function linkBase(from: string, to: string): void {
  for (const name of ['cli-plugins', 'contexts', 'tls']) link(join(from, name), join(to, name));
}

function link(target: string, path: string): void {
  try {
    symlinkSync(target, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}
