import type { ClientEnv } from '../docker/client-env.ts';
import type { RegistryCredentials } from '../docker/docker.ts';
import { helperCredentials } from './credential-helper.ts';
import { configKey } from './docker-config.ts';

/** What credential helpers say, each asked once for a host. */
export interface HelperCredentials {
  /** Undefined where a helper has nothing or fails. */
  get(helper: string, host: string, signal: AbortSignal): Promise<RegistryCredentials | undefined>;
  /** The registry has refused it. */
  forget(helper: string, host: string): void;
}

export function rememberHelpers(env: ClientEnv): HelperCredentials {
  const answers = new Map<string, Promise<RegistryCredentials | undefined>>();
  const keyOf = (helper: string, host: string) => JSON.stringify([helper, host]);
  return {
    get: async (helper, host, signal) => {
      const key = keyOf(helper, host);
      const answer = answers.get(key) ?? helperCredentials(helper, configKey(host), env, signal);
      answers.set(key, answer);
      const credentials = await answer;
      // Whoever tries again may have more luck.
      if (credentials === undefined) answers.delete(key);
      return credentials;
    },
    forget: (helper, host) => {
      answers.delete(keyOf(helper, host));
    },
  };
}
