import type { BuildSpec, ContainerSpec, EventFilter } from './args.ts';
import type { ContainerEnv } from './env-entries.ts';
import type { ExecSpec } from './exec-args.ts';
import type { ContainerState, LocalImage } from './inspect.ts';

/** Which docker config directory a call authenticates with; docker's default when undefined. */
export type ConfigDirectory = string | undefined;

export interface PullOptions {
  platform: string | undefined;
  config: ConfigDirectory;
  signal: AbortSignal;
  /** Told of each line of docker's report; by the daemon itself also of bytes that have come. */
  onLine: (line: string) => void;
}

/** What the daemon shows a registry for us (Engine API, "Authentication"). */
export type RegistryCredentials = Readonly<Record<string, string>>;

/**
 * What the hook asks of docker. Every method throws a DockerError when docker refuses. Two things answer:
 * docker's client (client.ts) and, for what needs no client, the daemon itself (engine.ts).
 */
export interface Docker {
  pull(image: string, options: PullOptions): Promise<void>;
  /** The same with credentials, or none, in the place of a config; only the daemon itself takes them. */
  pullWith?(
    image: string,
    credentials: RegistryCredentials | undefined,
    options: Omit<PullOptions, 'config'>,
  ): Promise<void>;
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
  /** Tells the id of each container that gets its names in a network, until the signal; some may be told twice. */
  watchConnections(
    network: string,
    onConnect: (container: string) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** False also for a container that is gone. */
  hasFile(container: string, path: string): Promise<boolean>;
  /** A file of a container as the tar stream docker copies it in; links are followed. */
  readFile(container: string, path: string): Promise<string>;
  /** The end of what a container wrote to stdout and stderr. */
  logs(container: string, lastBytes: number): Promise<string>;
  list(kind: ListKind, labels: readonly string[]): Promise<Listed[]>;
  /** Containers and what some of their labels say. */
  listContainers(labels: readonly string[], asked: readonly string[]): Promise<LabelledContainer[]>;
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

export interface LabelledContainer extends Listed {
  /** In the order of the labels that were asked for; empty for one that it does not have. */
  values: readonly string[];
}
