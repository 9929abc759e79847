import { object, text, whole } from '../shape.ts';
import { endOnAbort } from './abort.ts';
import { createArgs, runArgs, type ContainerSpec } from './args.ts';
import { clientReadsConfig, type ClientSettings } from './client-config.ts';
import { createBody } from './create-body.ts';
import type { Docker } from './docker.ts';
import { checkContainer } from './docker-error.ts';
import type { Daemon, OpenDaemon } from './engine-daemon.ts';
import type { Output } from './engine-frames.ts';
import { demultiplexer } from './engine-output.ts';
import { containerPath } from './engine-paths.ts';

/** Where a container has flags or settings that only docker's client reads, it makes the container. */
export type ClientWays = Pick<Docker, 'create' | 'run'>;

export interface CreateOptions {
  client: ClientWays;
  /** Environment of the runner, for what docker's client would read there. */
  clientEnv: ClientSettings;
  /** What is being made when a cancel comes gets a moment to be there. */
  patient: OpenDaemon;
  /** The daemon until a signal of one's own. */
  until: (operation: string, signal: AbortSignal) => Daemon;
  output: Output;
  signal: AbortSignal;
  onCommand: ((args: readonly string[]) => void) | undefined;
}

const Created = object({ Id: text });
const Ended = object({ StatusCode: whole });

/** Makes and runs containers (Engine API, "Create a container", "Attach to a container", "Wait for a container"). */
export function engineCreate(options: CreateOptions): ClientWays {
  const { client, clientEnv, patient, until, output, signal, onCommand } = options;
  return {
    create: async (spec, config) => {
      const body = clientReadsConfig(clientEnv, config) ? undefined : createBody(spec);
      if (body === undefined) return client.create(spec, config);
      onCommand?.(createArgs(spec, []));
      return create(patient(`docker create ${spec.image}`), spec, body);
    },
    run: async (spec, config, onAbort) => {
      const isClients = clientReadsConfig(clientEnv, config);
      const body = isClients ? undefined : createBody(spec, { autoRemove: true });
      if (body === undefined) return client.run(spec, config, onAbort);
      onCommand?.(runArgs(spec, []));
      signal.throwIfAborted();
      const connection = new AbortController();
      const daemon = until(`docker run ${spec.image}`, connection.signal);
      const work = run(daemon, spec, body, { output, signal });
      const endClient = () => {
        connection.abort();
      };
      return endOnAbort(work, { signal, onAbort, endClient });
    },
  };
}

async function create(daemon: Daemon, spec: ContainerSpec, body: object): Promise<string> {
  const path = `/containers/create?name=${encodeURIComponent(spec.name)}`;
  return (await daemon.ask(Created, { method: 'POST', path, body }, checkContainer)).Id;
}

/** Started when its output and its end cannot be missed any more; removed by the daemon at its end. */
async function run(
  daemon: Daemon,
  spec: ContainerSpec,
  body: object,
  { output, signal }: Pick<CreateOptions, 'output' | 'signal'>,
): Promise<number> {
  const path = containerPath(await create(daemon, spec, body));
  signal.throwIfAborted();
  const attached = answered();
  const awaited = answered();
  const written = daemon.stream(
    {
      method: 'POST',
      path: `${path}/attach?stream=1&stdout=1&stderr=1`,
      onAnswer: attached.resolve,
    },
    demultiplexer(output),
  );
  const ended = daemon.ask(Ended, {
    method: 'POST',
    path: `${path}/wait?condition=removed`,
    onAnswer: awaited.resolve,
  });
  const start = async () => {
    await Promise.all([attached.promise, awaited.promise]);
    await daemon.tell({ method: 'POST', path: `${path}/start` }, checkContainer);
  };
  // Whichever fails first says why; a start that fails ends the others, too.
  const [{ StatusCode }] = await Promise.all([ended, written, start()]);
  return StatusCode;
}

function answered(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
