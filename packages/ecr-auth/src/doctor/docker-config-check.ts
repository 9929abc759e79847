import { EcrAuthError } from '../errors.ts';
import { dockerConfigDirectory, readConfigFile } from '../docker/config-file.ts';
import { parseEcrHost } from '../registry.ts';
import { fail, ok, warn, type Finding } from './finding.ts';
import { checkHookHelper, hookHelper } from './hook-helper.ts';

/** What the docker config says, for the checks that follow. */
export interface DockerConfigCheck {
  findings: Finding[];
  /** Credential helper for a host, as docker or the hook would choose it; undefined for none. */
  helperFor(host: string): string | undefined;
  /** The ECR hosts that it lists. */
  ecrHosts: string[];
}

/** The docker config of the hook, or else that of this user. */
export function checkDockerConfig(
  env: NodeJS.ProcessEnv,
  host: string | undefined,
): DockerConfigCheck {
  const hook = env['HOOK_DOCKER_CONFIG']?.replace(/\/config\.json$/, '');
  const directory = dockerConfigDirectory(env, hook || undefined);
  try {
    const { path, config } = readConfigFile(directory);
    const { credHelpers = {}, credsStore, auths = {} } = Object(config) as ConfigFields;
    // An empty helper keeps the store from a host, as it does in docker.
    const listed = (name: string) =>
      (name in credHelpers ? credHelpers[name] : credsStore) || undefined;
    const stored = (name: string) => Object.keys(auths[name] ?? {}).length > 0;
    const helperFor = (name: string) =>
      listed(name) ?? (hook && !stored(name) ? hookHelper(env) : undefined);
    const coverageOf = (name: string) => {
      const helper = listed(name);
      if (helper) return ok('coverage', `docker asks docker-credential-${helper} for ${name}`);
      if (!parseEcrHost(name)) return [];
      if (stored(name)) return storedPassword(name);
      return hook ? checkHookHelper(name, env) : uncovered(name);
    };
    const found = config
      ? ok('docker config', path)
      : warn(
          'docker config',
          `${path} does not exist`,
          'Make one: `ecr-auth config --registry …`.',
        );
    const ecrHosts = Object.keys(credHelpers).filter((name) => parseEcrHost(name));
    const findings = [found, host === undefined ? [] : coverageOf(host)].flat();
    return { findings, helperFor, ecrHosts };
  } catch (error) {
    if (!(error instanceof EcrAuthError)) throw error;
    const findings = [fail('docker config', error.message, error.hint)];
    return { findings, helperFor: () => undefined, ecrHosts: [] };
  }
}

interface ConfigFields {
  credHelpers?: Record<string, string>;
  credsStore?: string;
  auths?: Record<string, object>;
}

function storedPassword(host: string): Finding {
  return warn(
    'coverage',
    `${host} has a stored password, no credential helper`,
    'A password of ECR expires after 12 hours: `ecr-auth config --registry …` replaces it.',
  );
}

function uncovered(host: string): Finding {
  return fail(
    'coverage',
    `no credential helper for ${host}`,
    `Run \`ecr-auth config --registry ${host}\`, or set HOOK_DOCKER_CONFIG on the runner.`,
  );
}
