import type { ClientEnv } from '../docker/client-env.ts';
import type { RegistryCredentials } from '../docker/docker.ts';
import { helperCredentials } from './credential-helper.ts';
import { configKey } from './docker-config.ts';

/** What credential helpers say, each asked once for a host. */
export interface HelperCredentials {
  /** Undefined where a helper has nothing or fails. @throws DockerError for one that does not answer */
  get(helper: string, host: string, signal: AbortSignal): Promise<RegistryCredentials | undefined>;
  /** The registry has refused it. */
  forget(helper: string, host: string): void;
}

/** @param seconds for an answer */
export function rememberHelpers(env: ClientEnv, seconds: number): HelperCredentials {
  const answers = new Map<string, Promise<RegistryCredentials | undefined>>();
  const keyOf = (helper: string, host: string) => JSON.stringify([helper, host]);
  const ask = (helper: string, host: string, signal: AbortSignal) =>
    helperCredentials(helper, configKey(host), env, { seconds, signal });
  return {
    get: async (helper, host, signal) => {
      const key = keyOf(helper, host);
      const asked = answers.get(key) ?? ask(helper, host, signal);
      answers.set(key, asked);
      let credentials: RegistryCredentials | undefined;
      try {
        credentials = await asked;
      } finally {
        // Whoever tries again may have more luck.
        if (credentials === undefined && answers.get(key) === asked) answers.delete(key);
      }
      return credentials;
    },
    forget: (helper, host) => {
      answers.delete(keyOf(helper, host));
    },
  };
}
