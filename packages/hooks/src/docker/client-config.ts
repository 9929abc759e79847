import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../errors.ts';
import { parseJson } from '../shape.ts';

/** Variables of the runner. */
export type ClientSettings = Readonly<Record<string, string | undefined>>;

/**
 * Whether docker's client has something to say of containers that stands in no argument: proxies out of its
 * config, which it gives every container (docker docs, "Use a proxy server with the Docker CLI"), a platform, or
 * the trust in an image.
 * @param config directory that the client is told to use; its default when undefined
 */
export function clientReadsConfig(env: ClientSettings, config: string | undefined): boolean {
  if (checksTrust(env) || env['DOCKER_DEFAULT_PLATFORM']) return true;
  return hasProxies(config ?? ownConfigDirectory(env));
}

/** The docker config directory of the runner user, which docker's client has as its default. */
export function ownConfigDirectory(env: ClientSettings): string {
  return env['DOCKER_CONFIG'] ?? join(env['HOME'] ?? '/', '.docker');
}

/** Signatures are the client's to check (docker/cli, `cli/trust`): any value but a false one counts. */
export function checksTrust(env: ClientSettings): boolean {
  const value = env['DOCKER_CONTENT_TRUST'] ?? '';
  return value !== '' && !/^(0|f|false)$/i.test(value);
}

/** A config that cannot be read is the client's to complain of. */
function hasProxies(directory: string): boolean {
  try {
    const config = parseJson(readFileSync(join(directory, 'config.json'), 'utf8'));
    return (config as { proxies?: unknown } | undefined)?.proxies !== undefined;
  } catch (error) {
    return codeOf(error) !== 'ENOENT';
  }
}
