import { request } from 'node:http';
import { codeOf, EcrAuthError, messageOf } from '../errors.ts';
import { dockerConfigDirectory, readConfigFile } from '../docker/config-file.ts';
import { parseEcrHost } from '../registry.ts';
import { fail, ok, warn, type Finding } from './finding.ts';
import { checkHookHelper, hookHelper } from './hook-helper.ts';

export interface DockerConfig {
  findings: Finding[];
  /** Credential helper for a host, as docker or the hook would choose it; undefined for none. */
  helperFor(host: string): string | undefined;
  /** The ECR hosts that it lists. */
  ecrHosts: string[];
}

/** The docker config of the hook, or else that of this user. */
export function checkDockerConfig(env: NodeJS.ProcessEnv, host: string | undefined): DockerConfig {
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

const socketTimeoutMs = 2_000;

/** Whether this user may talk to the docker daemon. */
export async function checkDaemon(env: NodeJS.ProcessEnv): Promise<Finding> {
  const endpoint = env['DOCKER_HOST'] || 'unix:///var/run/docker.sock';
  if (!endpoint.startsWith('unix://')) return warn('docker daemon', `${endpoint} is not checked`);
  const socketPath = endpoint.slice('unix://'.length);
  try {
    const { Version, ApiVersion } = await askVersion(socketPath);
    return ok('docker daemon', `${socketPath}, docker ${Version}, API ${ApiVersion}`);
  } catch (error) {
    const code = codeOf(error);
    const fix =
      code === 'EACCES'
        ? 'Add the user to the group of the socket: `usermod -aG docker USER`, then restart the runner.'
        : 'Start the daemon, or set DOCKER_HOST.';
    return fail('docker daemon', `${socketPath} does not answer: ${code ?? messageOf(error)}`, fix);
  }
}

function askVersion(socketPath: string): Promise<{ Version: string; ApiVersion: string }> {
  return new Promise((resolve, reject) => {
    const options = { socketPath, path: '/version', timeout: socketTimeoutMs };
    const asked = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        try {
          const { Version, ApiVersion } = JSON.parse(Buffer.concat(chunks).toString()) as never;
          resolve({ Version: String(Version), ApiVersion: String(ApiVersion) });
        } catch (error) {
          reject(error);
        }
      });
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer in ${socketTimeoutMs / 1000} s`)));
    asked.on('error', reject);
    asked.end();
  });
}
