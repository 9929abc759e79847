import { oneLine } from '../errors.ts';
import { type DockerConfig, sectionOf } from './config-file.ts';

/** What docker's configuration shall say: these registries get their logins from this helper. */
export interface HelperWish {
  hosts: readonly string[];
  /** The name without `docker-credential-`. */
  helper: string;
}

export interface MergedConfig {
  config: DockerConfig;
  /** A sentence for each difference to the old configuration; empty if there is none. */
  changes: string[];
  /** What is not as one may think, with this configuration or with the old one. */
  warnings: string[];
}

type Deviation =
  | { kind: 'missing'; key: string }
  | { kind: 'other'; key: string; found: string }
  | { kind: 'stored'; key: string };

/**
 * The only URL that is a key to docker: its name for Docker Hub.
 * Source: docker/cli `cli/command/registry.go`, `authConfigKey`.
 */
const dockerHub = 'https://index.docker.io/v1/';

/**
 * The configuration with the helper for these hosts, all else as it was and in the same order.
 * Source: https://docs.docker.com/reference/cli/docker/login/#credential-helpers
 * @throws EcrAuthError `settings` if `credHelpers` or `auths` is not an object
 */
export function mergeConfig(config: DockerConfig | undefined, wish: HelperWish): MergedConfig {
  const old = config ?? {};
  const deviations = deviationsOf(old, wish);
  return {
    config: deviations.reduce((merged, found) => correct(merged, found, wish.helper), old),
    changes: deviations.map((found) => changeText(found, wish.helper)),
    warnings: [
      ...deviations.flatMap((found) => replacementWarning(found, wish.helper)),
      ...storeWarning(old),
      ...ignoredKeyWarnings(old),
    ],
  };
}

/**
 * What differs from the wish, a sentence each; empty if all is right.
 * @throws EcrAuthError `settings` if `credHelpers` or `auths` is not an object
 */
export function checkConfig(config: DockerConfig | undefined, wish: HelperWish): string[] {
  return deviationsOf(config ?? {}, wish).map((found) => deviationText(found, wish.helper));
}

function deviationsOf(config: DockerConfig, { hosts, helper }: HelperWish): Deviation[] {
  const helpers = new Map(Object.entries(sectionOf(config, 'credHelpers')));
  const wrong = [...new Set(hosts)].flatMap((key): Deviation[] => {
    if (!helpers.has(key)) return [{ kind: 'missing', key }];
    const value = helpers.get(key);
    return value === helper ? [] : [{ kind: 'other', key, found: helperName(value) }];
  });
  const ours = new Set(hosts.map((host) => host.toLowerCase()));
  const stored = Object.entries(sectionOf(config, 'auths'))
    .filter(([key, login]) => ours.has(hostOfKey(key)) && !isMarker(login))
    .map(([key]): Deviation => ({ kind: 'stored', key }));
  return [...wrong, ...stored];
}

/**
 * An empty entry is what docker leaves behind when a helper holds the login: it is no secret.
 * Source: docker/cli `cli/config/credentials/native_store.go`, `Store`.
 */
function isMarker(login: unknown): boolean {
  return typeof login === 'object' && login !== null && Object.keys(login).length === 0;
}

/** As docker/cli `cli/config/credentials/file_store.go`, `ConvertToHostname`. */
function hostOfKey(key: string): string {
  return (/^(?:[a-z]+:\/\/(?:[^/@]*@)?)?([^/]*)/i.exec(key)?.[1] ?? '').toLowerCase();
}

function correct(config: DockerConfig, { kind, key }: Deviation, helper: string): DockerConfig {
  const name = kind === 'stored' ? 'auths' : 'credHelpers';
  const section = new Map(Object.entries(sectionOf(config, name)));
  if (kind === 'stored') section.delete(key);
  else section.set(key, helper);
  // Unlike an assignment, fromEntries makes a key named __proto__ plain data.
  return Object.fromEntries(new Map(Object.entries(config)).set(name, Object.fromEntries(section)));
}

function changeText(found: Deviation, helper: string): string {
  const key = shown(found.key);
  if (found.kind === 'stored') return `Removed the stored login auths[${key}].`;
  if (found.kind === 'missing') return `Set credHelpers[${key}] to ${helper}.`;
  return `Changed credHelpers[${key}] from ${found.found} to ${helper}.`;
}

function deviationText(found: Deviation, helper: string): string {
  const key = shown(found.key);
  if (found.kind === 'missing') return `credHelpers[${key}] is missing; it should be ${helper}.`;
  if (found.kind === 'other')
    return `credHelpers[${key}] is ${found.found}; it should be ${helper}.`;
  return `auths[${key}] still holds a stored login, which docker ignores beside a helper.`;
}

function replacementWarning(found: Deviation, helper: string): string[] {
  if (found.kind !== 'other') return [];
  return [
    `${shown(found.key)} had the helper ${found.found}, which ${helper} replaces: its own settings no longer apply.`,
  ];
}

function storeWarning(config: DockerConfig): string[] {
  const store = config['credsStore'];
  if (store === undefined || store === null || store === '') return [];
  return [`credsStore (${helperName(store)}) stays: docker uses it for all other registries.`];
}

function ignoredKeyWarnings(config: DockerConfig): string[] {
  return Object.keys(sectionOf(config, 'credHelpers'))
    .filter((key) => key.includes('/') && key !== dockerHub)
    .map(
      (key) =>
        `docker ignores credHelpers[${shown(key)}]: a key there is a host, without https:// and path.`,
    );
}

/** Where a name belongs, somebody may have put a login. */
function helperName(value: unknown): string {
  const isName = typeof value === 'string' && /^[a-z][a-z0-9._-]{0,31}$/.test(value);
  return isName ? value : '(not a helper name)';
}

/** Without the user and password that a URL may hold. */
function shown(key: string): string {
  return JSON.stringify(oneLine(key.replace(/^([a-z]+:\/\/)?.*@/i, '$1***@')));
}
