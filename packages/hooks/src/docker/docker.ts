import {
  buildArgs,
  createArgs,
  eventArgs,
  execArgs,
  labelArgs,
  pullArgs,
  runArgs,
} from './args.ts';
import type { BuildSpec, ContainerSpec, EventFilter, ExecSpec } from './args.ts';
import type { Cli, CaptureOptions } from './cli.ts';
import { DockerError } from './docker-error.ts';
import type { Engine } from './engine.ts';
import type { ContainerEnv } from './env-entries.ts';
import { parseImage, parseInspect, type ContainerState, type LocalImage } from './inspect.ts';

/** Which docker config directory a call authenticates with; docker's default when undefined. */
export type ConfigDirectory = string | undefined;

export interface PullOptions {
  platform: string | undefined;
  config: ConfigDirectory;
  signal: AbortSignal;
  /** Told of each line of docker's report. */
  onLine: (line: string) => void;
}

/** What the hook asks of docker. Every method throws a DockerError when docker refuses. */
export interface Docker {
  pull(image: string, options: PullOptions): Promise<void>;
  /** An image that the daemon has already. */
  findImage(image: string): Promise<LocalImage | undefined>;
  /** Stores credentials in a config directory, over stdin. `host` undefined is Docker Hub. */
  login(
    host: string | undefined,
    credentials: { username: string; password: string },
    config: string,
  ): Promise<void>;
  build(spec: BuildSpec, config: ConfigDirectory): Promise<number>;
  /** Makes a container and returns its id. */
  create(spec: ContainerSpec, config: ConfigDirectory): Promise<string>;
  start(container: string, image: string): Promise<void>;
  /** Runs a container to its end, output to the job log; resolves with its exit code. */
  run(spec: ContainerSpec, config: ConfigDirectory, onAbort: () => Promise<void>): Promise<number>;
  /** Runs a command in a container, output to the job log; resolves with its exit code. */
  exec(spec: ExecSpec, env: ContainerEnv, onAbort: () => Promise<void>): Promise<number>;
  /** Runs a short command as root in a container and returns its output. */
  execAsRoot(container: string, command: readonly string[], signal: AbortSignal): Promise<string>;
  /** In the order given; undefined for a container that is gone (`--rm` in its options). */
  inspect(containers: readonly string[]): Promise<(ContainerState | undefined)[]>;
  /** Tells of each event of containers, until the signal. */
  watchEvents(filter: EventFilter, onEvent: () => void, signal: AbortSignal): Promise<void>;
  /** A file of a container as the tar stream docker copies it in; links are followed. */
  readFile(container: string, path: string): Promise<string>;
  /** The end of what a container wrote to stdout and stderr. */
  logs(container: string, lastBytes: number): Promise<string>;
  list(kind: ListKind, labels: readonly string[]): Promise<Listed[]>;
  /** Containers with the value of one of their labels as name. */
  listByLabel(label: string, labels: readonly string[]): Promise<Listed[]>;
  removeContainers(ids: readonly string[]): Promise<void>;
  createNetwork(name: string, labels: Readonly<Record<string, string>>): Promise<void>;
  removeNetworks(ids: readonly string[]): Promise<void>;
  removeImages(ids: readonly string[]): Promise<void>;
}

export type ListKind = 'container' | 'network' | 'image';

export interface Listed {
  id: string;
  /** Name of a container or network; repository and tag of an image. */
  name: string;
}

const listArgs: Record<ListKind, readonly string[]> = {
  container: ['container', 'ls', '--all', '--no-trunc', '--format', '{{.ID}} {{.Names}}'],
  network: ['network', 'ls', '--no-trunc', '--format', '{{.ID}} {{.Name}}'],
  image: ['image', 'ls', '--no-trunc', '--format', '{{.ID}} {{.Repository}}:{{.Tag}}'],
};

const checkContainer =
  'Check `options`, `ports` and `volumes` of the container in the workflow, and its image.';

/** Enough for any limit in bytes, and an end to a log of gigabytes. */
const lastLines = '10000';

/**
 * The operations, on top of the one door to the docker client.
 * @param engine does what it can instead, without a docker process
 */
export function createDocker(cli: Cli, engine?: Engine): Docker {
  const capture = (args: readonly string[], options?: CaptureOptions) =>
    cli.capture(() => args, { operation: `docker ${args.slice(0, 2).join(' ')}`, ...options });
  const removeAll = async (command: readonly string[], ids: readonly string[]) => {
    if (ids.length > 0)
      await capture([...command, ...ids], { operation: `docker ${command[0]} rm` });
  };
  const list = async (args: readonly string[], labels: readonly string[]) => {
    const filters = labels.flatMap((label) => ['--filter', `label=${label}`]);
    const output = await capture([...args, ...filters]);
    return output.split('\n').filter(Boolean).map(parseListed);
  };
  const inspect: Docker['inspect'] = async (containers) => {
    if (containers.length === 0) return [];
    const output = await unlessGone(capture(['container', 'inspect', '--', ...containers]));
    if (output !== undefined) return parseInspect(output);
    if (containers.length === 1) return [undefined];
    // docker fails for all when one is gone.
    return (await Promise.all(containers.map((id) => inspect([id])))).flat();
  };
  return {
    pull: async (image, { platform, ...options }) => {
      const operation = `docker pull ${image}`;
      await capture(pullArgs(image, platform), { operation, authenticated: true, ...options });
    },
    findImage: async (image) => {
      const found = await unlessGone(capture(['image', 'inspect', '--', image]));
      return found === undefined ? undefined : parseImage(found);
    },
    login: async (host, { username, password }, config) => {
      const args = [
        'login',
        '--username',
        username,
        '--password-stdin',
        ...(host ? ['--', host] : []),
      ];
      const operation = `docker login ${host ?? 'docker.io'}`;
      await capture(args, { operation, config, input: password, authenticated: true });
    },
    build: (spec, config) =>
      cli.stream(() => buildArgs(spec), { operation: 'docker build', config, authenticated: true }),
    create: async (spec, config) => {
      const operation = `docker create ${spec.image}`;
      const options = { operation, hint: checkContainer, config, containerEnv: spec.env };
      const output = await cli.capture((env) => createArgs(spec, env), options);
      return output.trim();
    },
    start: async (container, image) => {
      await capture(['start', '--', container], {
        operation: `docker start of ${image}`,
        hint: checkContainer,
      });
    },
    run: (spec, config, onAbort) =>
      cli.stream((env) => runArgs(spec, env), {
        operation: `docker run ${spec.image}`,
        config,
        containerEnv: spec.env,
        onAbort,
      }),
    exec: (spec, env, onAbort) =>
      cli.stream((envArgs) => execArgs(spec, envArgs), {
        operation: 'docker exec',
        containerEnv: env,
        onAbort,
      }),
    execAsRoot: (container, command, signal) =>
      capture(['exec', '--user', '0', '--', container, ...command], {
        operation: 'docker exec',
        signal,
      }),
    inspect,
    watchEvents: async (filter, onEvent, signal) => {
      await capture(eventArgs(filter), { onLine: onEvent, signal });
    },
    readFile: (container, path) => capture(['cp', '--follow-link', `${container}:${path}`, '-']),
    logs: (container, lastBytes) =>
      capture(['logs', '--details', '--tail', lastLines, '--', container], { lastBytes }),
    list: (kind, labels) => list(listArgs[kind], labels),
    listByLabel: (label, labels) => {
      const format = `{{.ID}} {{.Label "${label}"}}`;
      return list(['container', 'ls', '--all', '--no-trunc', '--format', format], labels);
    },
    removeContainers: (ids) => removeAll(['container', 'rm', '--force', '--volumes', '--'], ids),
    createNetwork: async (name, labels) => {
      await capture(['network', 'create', ...labelArgs(labels), '--', name]);
    },
    removeNetworks: (ids) => removeAll(['network', 'rm', '--'], ids),
    removeImages: (ids) => removeAll(['image', 'rm', '--force', '--no-prune', '--'], ids),
    ...engine,
  };
}

/** docker's answer, or undefined when it does not know the thing. */
async function unlessGone(answer: Promise<string>): Promise<string | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof DockerError && error.reason === 'not-found') return undefined;
    throw error;
  }
}

function parseListed(line: string): Listed {
  const separator = line.indexOf(' ');
  return { id: line.slice(0, separator), name: line.slice(separator + 1) };
}
