import { relative } from 'node:path';
import type { PlannedContainer } from '../workflow/container.ts';
import type { PlannedService } from '../workflow/plan-job.ts';
import type { Folders } from './folders.ts';
import { actionMounts, jobMounts, userMount, type WireMount } from './mounts.ts';

type Texts = Readonly<Record<string, string>>;

/** A container as the runner sends it: every field, also the empty ones (`HookInput.cs`). */
export interface WireContainer {
  image: string | null;
  dockerfile: string | null;
  entryPointArgs: string[];
  entryPoint: string | null;
  workingDirectory: string | null;
  createOptions: string | null;
  registry: { username: string; password: string | null; serverUrl: string } | null;
  environmentVariables: Texts;
  portMappings: string[];
  systemMountVolumes: WireMount[];
  userMountVolumes: WireMount[];
}

export interface PrepareFacts {
  folders: Folders;
  /** The runner's proxy settings, which every container gets. */
  proxies: Texts;
  actor: string;
  /** The job's own token, if it is known. */
  token: string | undefined;
}

/** `args` of `prepare_job`. */
export function prepareArguments(
  container: PlannedContainer | undefined,
  services: readonly PlannedService[],
  facts: PrepareFacts,
): { container: WireContainer | null; services: WireContainer[] } {
  return {
    container: container ? jobContainer(container, facts) : null,
    services: services.map((service) => wireContainer(service, facts)),
  };
}

export interface ContainerStep {
  image: string | undefined;
  /** Host path. */
  dockerfile: string | undefined;
  entrypoint: string | undefined;
  /** The command line behind the image, quotes and all. */
  arguments: string;
  env: Texts;
}

/** `args` of `run_container_step`. */
export function containerStepArguments(step: ContainerStep, folders: Folders): WireContainer {
  return {
    image: step.dockerfile === undefined ? (step.image ?? null) : null,
    dockerfile: step.dockerfile ?? null,
    entryPointArgs: fragments(step.arguments).filter(Boolean),
    entryPoint: step.entrypoint ?? null,
    workingDirectory: '/github/workspace',
    createOptions: null,
    registry: null,
    environmentVariables: step.env,
    portMappings: [],
    systemMountVolumes: actionMounts(folders),
    userMountVolumes: [],
  };
}

/** The runner cuts command lines at every space, whatever is quoted (`ContainerHookManager.cs`). */
export function fragments(line: string): string[] {
  return line.split(' ').map((fragment) => fragment.trim());
}

function jobContainer(container: PlannedContainer, facts: PrepareFacts): WireContainer {
  const { work, workspace } = facts.folders;
  const wire = wireContainer(container, facts);
  return {
    ...wire,
    // Only services have these two.
    entryPoint: null,
    entryPointArgs: [],
    workingDirectory: `/__w/${relative(work, workspace)}`,
    environmentVariables: { ...wire.environmentVariables, HOME: '/github/home' },
    systemMountVolumes: jobMounts(facts.folders),
  };
}

function wireContainer(container: PlannedContainer, facts: PrepareFacts): WireContainer {
  const { image, options, entrypoint, command, env, ports, volumes } = container;
  return {
    image,
    dockerfile: null,
    entryPointArgs: fragments(command ?? '').filter(Boolean),
    entryPoint: entrypoint ?? null,
    workingDirectory: null,
    createOptions: options ?? null,
    registry: registryOf(container, facts),
    environmentVariables: { ...facts.proxies, ...Object.fromEntries(env) },
    portMappings: [...new Set(ports)],
    systemMountVolumes: [],
    userMountVolumes: volumes.map(userMount),
  };
}

/**
 * Nothing without a user; GitHub's own registry gets the job's token (`ContainerOperationProvider.cs`).
 */
function registryOf(
  { image, username, password }: PlannedContainer,
  { actor, token }: PrepareFacts,
): WireContainer['registry'] {
  const serverUrl = serverOf(image);
  if (username) return { username, password: password ?? null, serverUrl };
  if (!isGitHubRegistry(image) || password || token === undefined) return null;
  return { username: actor, password: token, serverUrl };
}

export function isGitHubRegistry(image: string): boolean {
  return ['ghcr.io', 'containers.pkg.github.com'].includes(serverOf(image));
}

/** The runner's own reading of an image reference; empty for Docker Hub (`DockerUtil.cs`). */
function serverOf(image: string): string {
  const [host = '', ...rest] = image.split('/');
  if (rest.length > 1) return host;
  return rest.length === 1 && /[.:]/.test(host) ? host : '';
}
