/** Stands in for docker's client and for the daemon, in this process: tells what each was asked for. */
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import type {
  Process,
  CaptureOptions,
  StreamOptions,
} from '../../packages/hooks/src/docker/cli.ts';
import { DockerError } from '../../packages/hooks/src/docker/docker-error.ts';
import type {
  EngineAnswer,
  EngineRequest,
} from '../../packages/hooks/src/docker/engine-request.ts';
import { frame } from '../../packages/hooks/test/fake-engine.ts';

/** What a docker process was given. */
export interface ClientCall {
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  /** Variables for the container: those of the env file, and those that the relay adds. Undefined: not known. */
  variables: readonly string[] | undefined;
  input: string | undefined;
}

export interface Recorded {
  calls: ClientCall[];
  requests: EngineRequest[];
}

/** How docker does: what it says may come from the workflow, too. */
export interface Behaviour {
  /** The command that fails. */
  fails: string;
  says: string;
  exitCode: number;
}

const id = 'c'.repeat(64);

/** @param behaviour of the call that runs just now */
export function createRecorder(behaviour: () => Behaviour) {
  const recorded: Recorded = { calls: [], requests: [] };
  const relayed = new Map<string, readonly string[]>();
  const note = ({ args: argv, env, stdin, options }: Process<CaptureOptions>) => {
    const lines = stdin === undefined ? [] : linesOf(stdin);
    const added = relayed.get(env['DOCKER_HOST'] ?? '') ?? [];
    recorded.calls.push({ argv, env, variables: [...lines, ...added], input: options.input });
  };
  const capture = (process: Process<CaptureOptions>): Promise<string> => {
    note(process);
    const { args, options } = process;
    const [first = '', second = ''] = args;
    const command = ['container', 'image', 'network'].includes(first) ? second : first;
    const { fails, says, exitCode } = behaviour();
    for (const line of says.split('\n')) options.onLine?.(line);
    const { operation = 'docker', hint } = options;
    const fail = (stderr: string) =>
      Promise.reject(new DockerError({ operation, exitCode: 1, stderr, hint }));
    if (command === fails) return fail(says);
    if (first === 'image' && second === 'inspect') return fail('Error: No such image: x');
    const things = args.slice(args.indexOf('--') + 1);
    if (command === 'inspect')
      return Promise.resolve(JSON.stringify(things.map(() => running(says, exitCode))));
    return Promise.resolve(
      { create: id, logs: says, ls: `${id} ${says}`, cp: `ID=${says}` }[command] ?? says,
    );
  };
  const stream = (process: Process<StreamOptions>): Promise<number> => {
    note(process);
    return Promise.resolve(behaviour().exitCode);
  };
  const sendRequest = (_socket: string, request: EngineRequest): Promise<EngineAnswer> => {
    recorded.requests.push(request);
    const { fails, says, exitCode } = behaviour();
    const [kind, status, document] = answerTo(request, says, exitCode);
    const isRefused = kind === fails;
    const body = isRefused ? JSON.stringify({ message: says }) : document;
    const stream = Readable.from(body.length === 0 ? [] : [Buffer.from(body)], {
      objectMode: false,
    });
    return Promise.resolve({
      status: isRefused ? 500 : status,
      head: '',
      body: stream as never,
      whole: undefined,
    });
  };
  const startEnvRelay = (_endpoint: unknown, variables: readonly string[]) => {
    const DOCKER_HOST = `unix:///relay-${String(relayed.size)}.sock`;
    relayed.set(DOCKER_HOST, variables);
    return Promise.resolve({ endpoint: { DOCKER_HOST }, close: () => undefined });
  };
  const reset = () => {
    Object.assign(recorded, { calls: [], requests: [] });
    relayed.clear();
  };
  return { recorded, reset, capture, stream, sendRequest, startEnvRelay };
}

/** A name for the kind of request, a status and the answer. */
function answerTo(
  { method, path }: EngineRequest,
  says: string,
  exitCode: number,
): [string, number, string | Buffer] {
  const line = `${method} ${path}`;
  if (/^POST \/exec\//.test(line)) return ['exec', 200, frame(1, says)];
  if (/^GET \/exec\//.test(line)) {
    return ['exec', 200, JSON.stringify({ Running: false, ExitCode: exitCode })];
  }
  if (/\/exec$/.test(line)) return ['exec', 201, JSON.stringify({ Id: id })];
  if (/^GET \/containers\/json/.test(line)) {
    const thing = { Id: id, Names: [says], Labels: { 'ecr-runner-hooks.title': says } };
    return ['ls', 200, JSON.stringify([thing])];
  }
  if (/^GET \/(networks|images\/json)\?/.test(line)) {
    return ['ls', 200, JSON.stringify([{ Id: id, Name: says, RepoTags: [says] }])];
  }
  if (/^GET \/containers\/[^/]+\/json/.test(line))
    return ['inspect', 200, JSON.stringify(running(says, exitCode))];
  if (/^GET \/images\//.test(line))
    return ['image', 404, JSON.stringify({ message: 'No such image' })];
  if (/\/logs\?/.test(line)) return ['logs', 200, frame(2, says)];
  if (/^POST \/images\/create/.test(line)) {
    return ['pull', 200, `${JSON.stringify({ id: says, status: says })}\n`];
  }
  if (/^POST \/containers\/create\?/.test(line)) return ['create', 201, JSON.stringify({ Id: id })];
  if (/\/attach\?/.test(line)) return ['attach', 200, frame(1, says)];
  if (/\/wait\?/.test(line)) return ['wait', 200, JSON.stringify({ StatusCode: exitCode })];
  return [
    method === 'HEAD' ? 'cp' : 'start',
    200,
    method === 'HEAD' ? '' : JSON.stringify({ Id: id }),
  ];
}

function running(says: string, exitCode: number): object {
  const Status = exitCode === 1 ? 'unhealthy' : 'healthy';
  return {
    Id: id,
    Config: { Env: [`PATH=${says}`], Tty: false },
    State: { Running: true, ExitCode: 0, Health: { Status, Log: [{ ExitCode: 1, Output: says }] } },
    NetworkSettings: { Ports: { [`80/${says}`]: [{ HostIp: says, HostPort: says }] } },
  };
}

function linesOf(descriptor: number): string[] {
  return readFileSync(`/proc/self/fd/${String(descriptor)}`, 'utf8')
    .split('\n')
    .slice(0, -1);
}
