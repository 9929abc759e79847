import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './environment.ts';
import { recordDocker } from './fixtures.ts';
import { createRunner, type HookCall, type WorkflowContainer } from './runner.ts';

/** A job with one container, prepared and cleaned up again, and what it did on the way. */
export interface OnePull {
  call: HookCall;
  /** Subcommands of docker that ran. */
  docker: (string | undefined)[];
  /** What the hook left in RUNNER_TEMP. */
  leftovers: string[];
  /** `user@host` of every manifest that a registry delivered. */
  pulledAs: string[];
  /** HOME of the runner user. */
  home: string;
}

/**
 * @param env the Worker's own environment beside PATH and HOME
 * @param path PATH, with docker and the credential helpers
 */
export async function pullOnce(
  environment: Environment,
  container: WorkflowContainer,
  env: Record<string, string>,
  path = environment.path,
): Promise<OnePull> {
  const recorded = recordDocker(environment, path);
  const runner = createRunner(environment, { env: { PATH: recorded.path, ...env } });
  const call = await runner.prepareJob({ container });
  await runner.cleanupJob();
  const requests = await environment.registry.requests();
  const manifests = requests.filter(
    ({ path, status }) => path.includes('/manifests/') && status === 200,
  );
  return {
    call,
    docker: recorded.read().map(({ argv }) => argv[0]),
    leftovers: readdirSync(runner.folders.temp).filter((name) => name.startsWith('ecr-')),
    pulledAs: [...new Set(manifests.map(({ user = 'nobody', host }) => `${user}@${host}`))],
    home: join(runner.folders.root, 'home'),
  };
}
