import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { HookError, codeOf, messageOf } from '../errors.ts';
import { anything, map, object, optional, parseAs, parseJson, text } from '../shape.ts';
import { readTextFile } from '../text-file.ts';

/** KiB. */
const largest = 4096;

/** docker's `config.json`. What the hook does not know is kept for docker. */
export interface DockerConfig {
  auths?: Readonly<Record<string, Readonly<Record<string, unknown>> | null>> | null;
  credHelpers?: Readonly<Record<string, string | null>> | null;
  credsStore?: string | null;
  [other: string]: unknown;
}

const known = object({
  auths: optional(map(optional(map(anything)))),
  credHelpers: optional(map(text)),
  credsStore: optional(text),
});

export interface Credentials {
  username: string;
  password: string;
}

/** What a private config says of one host beside its base. */
export interface ConfigEntry {
  host: string;
  /** Name of the credential helper; empty makes docker read `auths` in spite of a `credsStore`. */
  helper: string;
  credentials?: Credentials | undefined;
}

/** Key under which docker keeps a host (docker/cli, `registry.IndexServer` for Docker Hub). */
export function configKey(host: string): string {
  return host === 'docker.io' ? 'https://index.docker.io/v1/' : host;
}

/** The helper that docker would ask for a host and nothing else, if the config names one. */
export function credentialHelper(config: DockerConfig, host: string): string | undefined {
  const helpers = config.credHelpers ?? {};
  const key = configKey(host);
  // hasOwn: a host can have the name of what every object has.
  return Object.hasOwn(helpers, key) ? (helpers[key] ?? undefined) : undefined;
}

/** Whether `auths` holds something for a host; `docker login` with a store leaves `{}` behind. */
export function hasStoredCredentials(config: DockerConfig, host: string): boolean {
  const key = configKey(host);
  return Object.entries(config.auths ?? {}).some(
    ([name, entry]) =>
      (name === key || hostName(name) === key) &&
      Object.values(entry ?? {}).some((value) => value !== ''),
  );
}

/** The base with further entries; neither is changed. */
export function withEntries(base: DockerConfig, entries: readonly ConfigEntry[]): DockerConfig {
  const helpers = entries.map(({ host, helper }) => [configKey(host), helper]);
  const auths = entries.flatMap(({ host, credentials }) =>
    credentials ? [[configKey(host), { auth: basicAuth(credentials) }]] : [],
  );
  return {
    ...base,
    auths: { ...base.auths, ...Object.fromEntries(auths) },
    credHelpers: { ...base.credHelpers, ...Object.fromEntries(helpers) },
  };
}

/**
 * The directory that HOOK_DOCKER_CONFIG means: itself, or the one of the `config.json` it names.
 */
export function configDirectory(path: string): string {
  return basename(path) === 'config.json' ? dirname(path) : path;
}

/**
 * Reads the `config.json` of a docker config directory; one without the file is an empty config.
 * @throws HookError when the directory or the file cannot be used
 */
export function readDockerConfig(directory: string): DockerConfig {
  const file = join(directory, 'config.json');
  const unusable = (why: string, cause?: unknown) =>
    new HookError(`The docker config ${file} (HOOK_DOCKER_CONFIG) cannot be used: ${why}.`, {
      hint: 'HOOK_DOCKER_CONFIG names a docker config directory that the runner user can read.',
      cause,
    });
  const read = () => {
    try {
      return readTextFile(file, largest);
    } catch (error) {
      if (codeOf(error) === 'ENOENT' && isReadableDirectory(directory)) return '{}';
      throw unusable(messageOf(error), error);
    }
  };
  const config = parseJson(read());
  if (parseAs(known, config).success) return config as DockerConfig;
  throw unusable('it is not the JSON that docker expects');
}

function isReadableDirectory(directory: string): boolean {
  try {
    readdirSync(directory);
    return true;
  } catch {
    return false;
  }
}

function hostName(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

function basicAuth({ username, password }: Credentials): string {
  return Buffer.from(`${username}:${password}`).toString('base64');
}
