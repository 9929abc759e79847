import type { PathMapping } from '../config.ts';
import type { ContainerMount, ContainerSpec } from '../docker/args.ts';
import type { ContainerEnv } from '../docker/env-entries.ts';
import { joinFragments, tokenizeArguments } from '../docker/tokenize.ts';
import type { Container, Mount, Service, StepContainer } from '../protocol/request.ts';
import { containerName, titleLabel, titleText, type Labels } from './names.ts';
import { networkOf, takesAliases } from './options.ts';
import { daemonPath } from './path-map.ts';

/** Where a container goes, beside what the request says. */
export interface Placement {
  labels: Labels;
  network: string | undefined;
  /** Socket of the daemon; it stands in for the runner's fixed mount of the default one. */
  socket: string | undefined;
  /** Where the daemon finds the runner's files. What stands in `options` is not translated. */
  pathMap: readonly PathMapping[];
  /** The request's `createOptions`, tokenised. */
  options: readonly string[];
}

/** Whether a mount is the runner's own of docker's socket, and not one that a workflow asks for. */
export function isRunnersSocket({ userProvidedValue, sourceVolumePath }: Mount): boolean {
  return userProvidedValue === undefined && sourceVolumePath === defaultSocket;
}

/** Variables of a container: the request's, and what GitHub promises every step. */
function containerEnv(requested: ContainerEnv): ContainerEnv {
  return new Map([['GITHUB_ACTIONS', 'true'], ['CI', 'true'], ...requested]);
}

/**
 * The job container stays alive until cleanup: its entrypoint stands after the user's options and
 * wins over theirs, as in the built-in runner (`ContainerOperationProvider.cs`).
 */
export function jobContainerSpec(container: Container, placement: Placement): ContainerSpec {
  return {
    ...baseSpec('job', container.image, container, placement),
    entrypoint: 'tail',
    args: ['-f', '/dev/null'],
  };
}

export function serviceSpec(
  service: Service,
  placement: Placement & { title: string; aliases: readonly string[] },
): ContainerSpec {
  const network = networkOf(placement.options) ?? placement.network;
  return {
    ...baseSpec(placement.title, service.image, service, placement),
    aliases: takesAliases(network) ? placement.aliases : [],
  };
}

/** A container action; its published ports are not used (decided as in GitHub's hook). */
export function stepContainerSpec(
  step: StepContainer,
  image: string,
  placement: Placement,
): ContainerSpec {
  return { ...baseSpec('step', image, step, placement), ports: [] };
}

function baseSpec(
  title: string,
  image: string,
  container: Container | StepContainer,
  placement: Placement,
): ContainerSpec {
  const { labels, network, options } = placement;
  const mounts = [...container.systemMountVolumes, ...container.userMountVolumes];
  return {
    name: containerName(title, image),
    labels: { ...labels, [titleLabel]: titleText(title) },
    workdir: container.workingDirectory,
    // docker takes one network at creation; the user's choice replaces the job's.
    network: networkOf(options) === undefined ? network : undefined,
    aliases: [],
    ports: container.portMappings,
    options,
    env: containerEnv(container.environmentVariables),
    mounts: mounts.map((mount) => toMount(mount, placement)),
    entrypoint: container.entryPoint,
    image,
    args: tokenizeArguments(joinFragments(container.entryPointArgs)),
  };
}

/** The runner mounts this path whatever DOCKER_HOST says (`ContainerInfo.cs`). */
const defaultSocket = '/var/run/docker.sock';

function toMount(mount: Mount, { socket, pathMap }: Placement): ContainerMount {
  const { sourceVolumePath: source, targetVolumePath: target, userProvidedValue } = mount;
  const ours = isRunnersSocket(mount) ? (socket ?? source) : source;
  return {
    source: ours === undefined ? undefined : daemonPath(ours, pathMap),
    target,
    // docker has no read-only anonymous volumes.
    mode: source === undefined ? '' : (userMode(userProvidedValue) ?? (mount.readOnly ? 'ro' : '')),
  };
}

/** `source:target:ro,z`: the runner's own fields keep only whether it is `ro`. */
function userMode(userProvidedValue: string | undefined): string | undefined {
  const parts = userProvidedValue?.split(':') ?? [];
  return parts.length === 3 ? parts[2] : undefined;
}
