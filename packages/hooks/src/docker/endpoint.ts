import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HookError, codeOf } from '../errors.ts';
import type { ClientEnv } from './client-env.ts';
import { flag, object, optional, parseAs, text } from '../shape.ts';

const defaultHost = 'unix:///var/run/docker.sock';

const ConfigFile = object({ currentContext: optional(text) });
const ContextMeta = object({
  Endpoints: object({
    docker: object({ Host: text, SkipTLSVerify: optional(flag) }),
  }),
});

/**
 * The daemon of this call, from the runner's own settings, as variables for the docker client.
 * It is resolved once and given to every docker process, so that another config directory cannot
 * mean another daemon. Order: DOCKER_HOST, DOCKER_CONTEXT, `currentContext` of the runner's docker
 * config (docker docs, "Docker contexts"; docker/cli, `cli/command/cli.go`, `resolveContextName`).
 *
 * @param configDirectory the runner user's own docker config directory
 * @throws HookError when the context that is asked for does not exist or cannot be read
 */
export function resolveEndpoint(env: NodeJS.ProcessEnv, configDirectory: string): ClientEnv {
  if (env['DOCKER_HOST']) return hostFromEnvironment(env, env['DOCKER_HOST'], configDirectory);
  const context = env['DOCKER_CONTEXT'] || currentContext(configDirectory);
  return context === undefined || context === 'default'
    ? hostFromEnvironment(env, defaultHost, configDirectory)
    : hostFromContext(context, configDirectory);
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

function hostFromContext(name: string, configDirectory: string): ClientEnv {
  const id = createHash('sha256').update(name).digest('hex');
  const file = join(configDirectory, 'contexts/meta', id, 'meta.json');
  const meta = parseAs(ContextMeta, readJson(file));
  if (!meta.success) {
    throw new HookError(`The docker context "${name}" has no usable docker endpoint in ${file}.`, {
      hint: 'Run `docker context ls` as the runner user, or set DOCKER_HOST in the .env file of the runner.',
    });
  }
  const { Host: host, SkipTLSVerify: skipVerify } = meta.data.Endpoints.docker;
  const certificates = join(configDirectory, 'contexts/tls', id, 'docker');
  if (!existsSync(certificates)) return { DOCKER_HOST: host };
  return {
    DOCKER_HOST: host,
    DOCKER_CERT_PATH: certificates,
    ...(skipVerify === true ? { DOCKER_TLS: '1' } : { DOCKER_TLS_VERIFY: '1' }),
  };
}

function currentContext(configDirectory: string): string | undefined {
  const parsed = parseAs(ConfigFile, readJson(join(configDirectory, 'config.json')));
  return parsed.success ? parsed.data.currentContext : undefined;
}

/** A file that is missing or broken is docker's to complain about, where it matters. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (codeOf(error) !== undefined || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
