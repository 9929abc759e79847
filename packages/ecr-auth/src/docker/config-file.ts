import { mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { codeOf, EcrAuthError, messageOf } from '../errors.ts';
import { brokenLine } from '../json-place.ts';
import { readIfPresent, realFile, replaceFile } from './linked-file.ts';

/** docker's config.json as it was read: whatever this package does not know stays in it. */
export type DockerConfig = Record<string, unknown>;

export interface ConfigFile {
  /** The real file, where config.json is a link. */
  path: string;
  /** undefined: there is no file. */
  config: DockerConfig | undefined;
}

/**
 * Where docker keeps config.json. As in docker, a variable set to nothing counts as not set.
 * Source: https://docs.docker.com/reference/cli/docker/ (configuration files) and docker/cli
 * `cli/config/config.go`.
 * @throws EcrAuthError `settings` if there is no home directory to look in
 */
export function dockerConfigDirectory(
  env: Readonly<Record<string, string | undefined>>,
  option?: string,
): string {
  const chosen = [option, env['DOCKER_CONFIG']].find(Boolean);
  return chosen ?? join([env['HOME']].find(Boolean) ?? accountHome(), '.docker');
}

function accountHome(): string {
  try {
    return userInfo().homedir;
  } catch (cause) {
    throw new EcrAuthError('No home directory: HOME is not set and this user has no account.', {
      reason: 'settings',
      hint: 'Set HOME or DOCKER_CONFIG, or name the directory with --config.',
      cause,
    });
  }
}

/**
 * Reads config.json of a directory. An empty file is an empty configuration, as it is to docker
 * (docker/cli `cli/config/configfile/file.go`, `LoadFromReader`).
 * @throws EcrAuthError `settings` for a file that cannot be read or that docker could not use
 */
export function readConfigFile(directory: string): ConfigFile {
  const path = attempt('read', join(directory, 'config.json'), realFile);
  const text = attempt('read', path, readIfPresent);
  if (text === undefined) return { path, config: undefined };
  if (text.trim() === '') return { path, config: {} };
  const line = brokenLine(text);
  if (line !== undefined) throw unusable(path, `line ${line} is not valid JSON`);
  const config: unknown = JSON.parse(text);
  if (!isObject(config)) throw unusable(path, `it holds ${kindOf(config)}, not an object`);
  sectionOf(config, 'credHelpers', path);
  sectionOf(config, 'auths', path);
  return { path, config };
}

/**
 * A table inside the configuration; empty if it is missing or null, which is the same to docker.
 * @throws EcrAuthError `settings` if it is anything but an object
 */
export function sectionOf(
  config: DockerConfig,
  name: 'credHelpers' | 'auths',
  path = 'config.json',
): Record<string, unknown> {
  const section = config[name] ?? {};
  if (!isObject(section)) throw unusable(path, `"${name}" is ${kindOf(section)}, not an object`);
  return section;
}

/**
 * Replaces config.json in one step, so that a docker that reads it meanwhile sees the old file or
 * the new one. Indents as docker does (docker/cli `cli/config/configfile/file.go`, `SaveToWriter`).
 * @throws EcrAuthError `settings` naming file and cause; the old file is then as it was
 */
export function writeConfigFile(path: string, config: DockerConfig): void {
  attempt('write', path, () => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    replaceFile(realFile(path), `${JSON.stringify(config, undefined, '\t')}\n`);
  });
}

function attempt<T>(verb: 'read' | 'write', path: string, action: (path: string) => T): T {
  try {
    return action(path);
  } catch (cause) {
    const done = verb === 'read' ? 'read' : 'written';
    throw new EcrAuthError(`${path} cannot be ${done}: ${codeOf(cause) ?? messageOf(cause)}.`, {
      reason: 'settings',
      hint: `Let this user ${verb} the file and its directory, or name another directory with --config.`,
      cause,
    });
  }
}

function unusable(path: string, why: string): EcrAuthError {
  return new EcrAuthError(`${path} is not a docker configuration: ${why}.`, {
    reason: 'settings',
    hint: 'Correct the file or move it away; it was left as it is.',
  });
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
