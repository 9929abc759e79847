import type { Environment, RegistryRequest } from './environment.ts';
import { awsIdentity, dockerConfig, ecr } from './fixtures.ts';
import { createRunner, type HookCall, type Runner } from './runner.ts';

/** A runner whose docker config leaves ECR to a credential helper. */
export function createEcrRunner(
  environment: Environment,
  env: Record<string, string> = {},
  helper = 'ecr-login',
): Runner {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, { credHelpers: { [ecr]: helper } });
  return createRunner(environment, {
    env: { ...awsIdentity(environment), HOOK_DOCKER_CONFIG, ...env },
  });
}

/** Prepares and cleans up a job of these images; the first is the job container's. */
export async function playImages(
  runner: Runner,
  [container = '', ...others]: readonly string[],
): Promise<HookCall> {
  const services = Object.fromEntries(
    others.map((reference, index) => {
      return [`s${String(index)}`, { image: reference, command: 'sleep 1000' }];
    }),
  );
  const call = await runner.prepareJob({ container: { image: container }, services });
  await runner.cleanupJob();
  return call;
}

/** What the registries were asked for the manifests of a repository. */
export async function manifestRequests(
  environment: Environment,
  repository: string,
): Promise<RegistryRequest[]> {
  const requests = await environment.registry.requests();
  return requests.filter(({ path }) => path.includes(`/${repository}/manifests/`));
}

/** The daemon as if it had never pulled, the registries as if nobody had asked. */
export async function forgetImages(environment: Environment): Promise<void> {
  await environment.registry.setFaults();
  await environment.registry.clearRequests();
  await environment.aws.clearRequests();
  const images = await environment.docker('image', 'ls', '--quiet');
  if (images === '') return;
  await environment.docker('image', 'rm', '--force', ...new Set(images.split('\n')));
}
