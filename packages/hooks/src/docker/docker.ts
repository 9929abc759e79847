import { createArgs, buildArgs, execArgs, labelArgs, pullArgs, runArgs } from './args.ts';
import type { BuildSpec, ContainerSpec, ExecSpec } from './args.ts';
import type { Cli, CallOptions } from './cli.ts';
import type { ContainerEnv } from './env-file.ts';
import { parseInspect, type ContainerState } from './inspect.ts';

/** Which docker config directory a call authenticates with; docker's default when undefined. */
export type ConfigDirectory = string | undefined;

/** What the hook asks of docker. Every method throws a DockerError when docker refuses. */
export interface Docker {
  pull(image: string, platform: string | undefined, config: ConfigDirectory): Promise<void>;
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
  execAsRoot(container: string, command: readonly string[]): Promise<string>;
  inspect(containers: readonly string[]): Promise<ContainerState[]>;
  /** A file of a container as the tar stream docker copies it in; links are followed. */
  readFile(container: string, path: string): Promise<string>;
  /** Prints the last lines of a container's output to the job log. */
  logs(container: string, lines: number): Promise<number>;
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

/** The operations, on top of the one door to the docker client. */
export function createDocker(cli: Cli): Docker {
  const capture = (args: readonly string[], options?: CallOptions) =>
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
  return {
    pull: async (image, platform, config) => {
      const operation = `docker pull ${image}`;
      await capture(pullArgs(image, platform), { operation, config, authenticated: true });
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
    execAsRoot: (container, command) =>
      capture(['exec', '--user', '0', '--', container, ...command], { operation: 'docker exec' }),
    inspect: async (containers) => {
      if (containers.length === 0) return [];
      const args = ['container', 'inspect', '--', ...containers];
      return parseInspect(await capture(args));
    },
    readFile: (container, path) => capture(['cp', '--follow-link', `${container}:${path}`, '-']),
    logs: (container, lines) =>
      cli.stream(() => ['logs', '--details', '--tail', String(lines), '--', container]),
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
  };
}

function parseListed(line: string): Listed {
  const separator = line.indexOf(' ');
  return { id: line.slice(0, separator), name: line.slice(separator + 1) };
}
