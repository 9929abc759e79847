import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../errors.ts';
import { object, optional, parseAs, text } from '../shape.ts';
import type { ClientEnv } from './client-env.ts';

const defaultHost = 'unix:///var/run/docker.sock';

const ConfigFile = object({ currentContext: optional(text) });

/**
 * The daemon of this call, from the runner's own settings, as variables for the docker client.
 * It is resolved once and given to every docker process, so that another config directory cannot
 * mean another daemon. Order: DOCKER_HOST, DOCKER_CONTEXT, `currentContext` of the runner's docker
 * config (docker docs, "Docker contexts"; docker/cli, `cli/command/cli.go`, `resolveContextName`).
 *
 * @param configDirectory the runner user's own docker config directory
 * @throws HookError when the context that is asked for does not exist or cannot be read
 */
export async function resolveEndpoint(
  env: NodeJS.ProcessEnv,
  configDirectory: string,
): Promise<ClientEnv> {
  if (env['DOCKER_HOST']) return hostFromEnvironment(env, env['DOCKER_HOST'], configDirectory);
  const context = env['DOCKER_CONTEXT'] || currentContext(configDirectory);
  if (context === undefined || context === 'default') {
    return hostFromEnvironment(env, defaultHost, configDirectory);
  }
  const { hostFromContext } = await import('./docker-context.ts');
  return hostFromContext(context, configDirectory);
}

/** The socket's path when the daemon is reached over one. */
export function socketPath(endpoint: ClientEnv): string | undefined {
  return /^unix:\/\/(\/.+)$/.exec(endpoint['DOCKER_HOST'] ?? '')?.[1];
}

function hostFromEnvironment(
  env: NodeJS.ProcessEnv,
  host: string,
  configDirectory: string,
): ClientEnv {
  const verify = env['DOCKER_TLS_VERIFY'];
  const tls = env['DOCKER_TLS'];
  return {
    DOCKER_HOST: host,
    ...(verify === undefined ? {} : { DOCKER_TLS_VERIFY: verify }),
    ...(tls === undefined ? {} : { DOCKER_TLS: tls }),
    // docker looks for certificates in its config directory, which is not always the runner's.
    ...(verify || tls ? { DOCKER_CERT_PATH: env['DOCKER_CERT_PATH'] ?? configDirectory } : {}),
  };
}

function currentContext(configDirectory: string): string | undefined {
  const parsed = parseAs(ConfigFile, readJson(join(configDirectory, 'config.json')));
  return parsed.success ? parsed.data.currentContext : undefined;
}

/** A file that is missing or broken is docker's to complain about, where it matters. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (codeOf(error) !== undefined || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
