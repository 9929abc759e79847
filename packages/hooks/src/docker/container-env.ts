import { closeSync } from 'node:fs';
import type { ClientEnv } from './client-env.ts';
import type { ContainerEnv } from './env-entries.ts';
import { openEnvFile, splitEnv } from './env-file.ts';
import { withPrivateDirectory } from './private-directory.ts';

/** How one docker process gets the variables for a container. */
export interface EnvCarrier {
  /** Flags for docker. */
  args: readonly string[];
  /** Stdin of the docker process; without `--interactive` docker does not read it. */
  descriptor: number | undefined;
  /** Replaces the endpoint when variables travel in the request itself. */
  endpoint: ClientEnv;
}

/**
 * Runs `use` with a carrier for the variables of a container: none of them in argv, none in the
 * environment of the docker client, every value byte for byte.
 *
 * @param endpoint how the daemon is reached, as variables of the docker client
 * @param tempDirectory place of private files
 * @throws HookError for a variable that no container can be given
 */
export async function withContainerEnv<T>(
  env: ContainerEnv,
  { endpoint, tempDirectory }: { endpoint: ClientEnv; tempDirectory: string },
  use: (carrier: EnvCarrier) => Promise<T>,
): Promise<T> {
  const { lines, rest } = splitEnv(env);
  const descriptor = openEnvFile(lines, tempDirectory);
  // docker opens the file anew through its stdin: the file has no name any more.
  const args = ['--env-file', '/proc/self/fd/0'];
  try {
    if (rest.length === 0) return await use({ args, descriptor, endpoint: {} });
    const { startEnvRelay } = await import('./env-relay.ts');
    return await withPrivateDirectory(tempDirectory, async (directory) => {
      const relay = await startEnvRelay(endpoint, rest, directory);
      try {
        return await use({ args, descriptor, endpoint: relay.endpoint });
      } finally {
        relay.close();
      }
    });
  } finally {
    closeSync(descriptor);
  }
}
