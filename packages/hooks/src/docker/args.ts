import type { EnvCarrier } from './container-env.ts';
import type { ContainerEnv } from './env-entries.ts';

/** A mount of a container; without a source it is an anonymous volume. */
export interface ContainerMount {
  source: string | undefined;
  target: string;
  /** docker's mode text, such as `ro` or `ro,z`; empty for the default. */
  mode: string;
}

/** A container as docker is told of it, decided to the last word (container/spec.ts). */
export interface ContainerSpec {
  name: string;
  labels: Readonly<Record<string, string>>;
  workdir: string | undefined;
  network: string | undefined;
  aliases: readonly string[];
  ports: readonly string[];
  /** The user's own flags, tokenised; what follows them in argv wins. */
  options: readonly string[];
  env: ContainerEnv;
  mounts: readonly ContainerMount[];
  entrypoint: string | undefined;
  image: string;
  args: readonly string[];
}

export interface BuildSpec {
  tag: string;
  labels: Readonly<Record<string, string>>;
  dockerfile: string;
  context: string;
}

export interface EventFilter {
  containers: readonly string[];
  events: readonly string[];
  /** RFC 3339, as docker itself writes times. */
  since: string;
}

/** `docker create`: the image is here already, so docker must not pull it with other credentials. */
export function createArgs(spec: ContainerSpec, env: EnvCarrier['args']): string[] {
  return ['create', ...containerArgs(spec, env)];
}

/** `docker run` of a step container, in the foreground, without stdin. */
export function runArgs(spec: ContainerSpec, env: EnvCarrier['args']): string[] {
  return ['run', '--rm', ...containerArgs(spec, env)];
}

export function pullArgs(image: string, platform: string | undefined): string[] {
  return ['pull', ...opt('--platform', platform), '--', image];
}

/** Events of containers, those of the past since a moment of the daemon's clock included. */
export function eventArgs({ containers, events, since }: EventFilter): string[] {
  return [
    ...['events', '--since', since, '--format', '{{.Action}}'],
    ...each('--filter', [
      ...containers.map((id) => `container=${id}`),
      ...events.map((name) => `event=${name}`),
    ]),
  ];
}

/** Ids of containers that join a network, those of the past included: nobody waits for docker to listen. */
export function connectionArgs(network: string): string[] {
  const filters = each('--filter', ['type=network', 'event=connect', `network=${network}`]);
  return ['events', '--since', '0', '--format', '{{.Actor.Attributes.container}}', ...filters];
}

export function buildArgs({ tag, labels, dockerfile, context }: BuildSpec): string[] {
  return ['build', '--tag', tag, ...labelArgs(labels), '--file', dockerfile, '--', context];
}

export function labelArgs(labels: Readonly<Record<string, string>>): string[] {
  return each(
    '--label',
    Object.entries(labels).map(([name, value]) => `${name}=${value}`),
  );
}

function containerArgs(spec: ContainerSpec, env: EnvCarrier['args']): string[] {
  return [
    ...['--pull', 'never'],
    ...['--name', spec.name],
    ...opt('--workdir', spec.workdir),
    ...opt('--network', spec.network),
    ...each('--network-alias', spec.aliases),
    ...each('--publish', spec.ports),
    // A word among the user's flags that is none would be the image, and what follows its command.
    ...(spec.options.length > 0 ? labelArgs(spec.labels) : []),
    ...spec.options,
    // Once more after the user's: what cleanup finds things by is not theirs to change.
    ...labelArgs(spec.labels),
    ...env,
    ...spec.mounts.flatMap(mountArgs),
    ...opt('--entrypoint', spec.entrypoint),
    // Ends the flags: neither the image nor an argument can become one.
    '--',
    spec.image,
    ...spec.args,
  ];
}

/**
 * `--volume` makes a missing host folder, as the built-in runner does, but takes no path with a
 * colon; `--mount` does.
 */
export function mountArgs({ source, target, mode }: ContainerMount): string[] {
  if (!`${source ?? ''}${target}`.includes(':')) {
    // An empty part stays one: docker refuses it, and says why.
    const parts = [...(source === undefined ? [] : [source]), target, ...(mode ? [mode] : [])];
    return ['--volume', parts.join(':')];
  }
  const fields = [
    `type=${source?.startsWith('/') === true ? 'bind' : 'volume'}`,
    ...(source === undefined ? [] : [`source=${source}`]),
    `target=${target}`,
    ...(mode.split(',').includes('ro') ? ['readonly'] : []),
  ];
  return ['--mount', fields.map(csvField).join(',')];
}

/** docker reads the value of `--mount` as one record of CSV (docker/cli, `opts/mount.go`). */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function opt(flag: string, value: string | undefined): string[] {
  return value === undefined || value === '' ? [] : [flag, value];
}

function each(flag: string, values: readonly string[]): string[] {
  return values.flatMap((value) => [flag, value]);
}
