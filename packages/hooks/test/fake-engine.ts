/**
 * Stands in for a docker daemon that runs commands in containers. It is strict: a request that is
 * not word for word one of an exec, in its order, gets status 400, with which the exec fails. Other
 * things it has when a test gives it some (fake-engine-things.ts).
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';
import type { EngineRequest } from '../src/docker/engine-request.ts';
import { parseJson } from '../src/shape.ts';
import type { Things } from './fake-engine-things.ts';

const CreateExec = z.strictObject({
  AttachStdout: z.literal(true),
  AttachStderr: z.literal(true),
  Env: z.array(z.string().check(z.regex(/^[^=\0]+=[^\0]*$/))),
  WorkingDir: z.optional(z.string()),
  Cmd: z.array(z.string()).check(z.minLength(1)),
});
const StartExec = z.strictObject({ Detach: z.literal(false), Tty: z.literal(false) });

/** What the daemon was asked to run. */
export interface ExecRequest {
  container: string;
  env: string[];
  workdir: string | undefined;
  command: string[];
}

/** As text it is no JSON, as of a proxy. */
export type Refusal = { status: number; message: string } | { status: number; text: string };

/** How a command does; unless said otherwise it says nothing and ends with 0. */
export interface ExecAnswer {
  /** The exec is not made. */
  refuse?: Refusal;
  /** Takes over the answer to one kind of request. */
  create?: (response: ServerResponse) => void;
  start?: (response: ServerResponse) => void;
  inspect?: (response: ServerResponse) => void;
  frames?: readonly Buffer[];
  /** How many looks find it still running after its output has ended. */
  lateBy?: number;
  exitCode?: number | null;
}

export interface FakeEngine extends AsyncDisposable {
  socketPath: string;
  execs: ExecRequest[];
  /** In short, in their order: `create`, `start`, `inspect`. */
  requests: string[];
  /** All else that it was asked for. */
  asked: EngineRequest[];
  /** Of the commands that are made from now on. */
  answer: ExecAnswer;
  things: Things;
  /** Forgets all of it. */
  reset(): void;
}

/** docker's header of a frame and what it announces. */
export function frame(kind: number, content: string | Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(kind, 0);
  header.writeUInt32BE(Buffer.byteLength(content), 4);
  return Buffer.concat([header, Buffer.from(content)]);
}

export async function startFakeEngine(directory: string): Promise<FakeEngine> {
  const started = new Map<string, boolean>();
  const none: Things = () => undefined;
  const engine = { ...nothing(), things: none };

  const create = (container: string, body: string, response: ServerResponse) => {
    const { answer } = engine;
    if (answer.create) return answer.create(response);
    if (answer.refuse) return refuse(response, answer.refuse);
    const { Env: env, WorkingDir: workdir, Cmd: command } = CreateExec.parse(JSON.parse(body));
    engine.execs.push({ container: decodeURIComponent(container), env, workdir, command });
    const id = randomUUID();
    started.set(id, false);
    say(response, 201, { Id: id });
  };
  const start = (id: string, body: string, response: ServerResponse) => {
    const { answer } = engine;
    StartExec.parse(JSON.parse(body));
    if (started.get(id) !== false) throw new Error('it cannot be started');
    started.set(id, true);
    response.writeHead(200, { 'content-type': 'application/vnd.docker.raw-stream' });
    response.flushHeaders();
    if (answer.start) return answer.start(response);
    for (const part of answer.frames ?? []) response.write(part);
    response.end();
  };
  const inspect = (id: string, body: string, response: ServerResponse) => {
    const { answer } = engine;
    if (started.get(id) !== true || body !== '') throw new Error('it was not started');
    if (answer.inspect) return answer.inspect(response);
    const looks = engine.requests.filter((name) => name === 'inspect').length;
    const isLate = looks <= (answer.lateBy ?? 0);
    const exitCode = answer.exitCode === undefined ? 0 : answer.exitCode;
    say(response, 200, { ID: id, Running: isLate, ExitCode: isLate ? null : exitCode });
  };
  const routes = [
    { name: 'create', pattern: /^POST \/containers\/([^/]+)\/exec$/, serve: create },
    { name: 'start', pattern: /^POST \/exec\/([^/]+)\/start$/, serve: start },
    { name: 'inspect', pattern: /^GET \/exec\/([^/]+)\/json$/, serve: inspect },
  ];

  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const body = await text(incoming);
    checkHead(incoming, body);
    const line = `${incoming.method ?? ''} ${incoming.url ?? ''}`;
    const route = routes.find(({ pattern }) => pattern.test(line));
    const said = route ? undefined : engine.things(line);
    if (said) {
      const { method = '', url: path = '' } = incoming;
      engine.asked.push({
        method: method as EngineRequest['method'],
        path,
        body: parseJson(body) as object,
      });
      return say(response, ...said);
    }
    if (!route) throw new Error('page not found');
    engine.requests.push(route.name);
    route.serve(route.pattern.exec(line)?.[1] ?? '', body, response);
  };
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      refuse(response, { status: 400, message: `the fake engine says no: ${String(error)}` });
    });
  });
  const socketPath = join(directory, `engine-${randomUUID().slice(0, 8)}.sock`);
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return Object.assign(engine, {
    socketPath,
    reset: () => {
      Object.assign(engine, nothing());
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function nothing() {
  return {
    execs: [] as ExecRequest[],
    requests: [] as string[],
    asked: [] as EngineRequest[],
    answer: {} as ExecAnswer,
  };
}

/** As Go's server and every proxy want it. */
function checkHead({ headers, httpVersion }: IncomingMessage, body: string): void {
  if (httpVersion !== '1.0') throw new Error(`HTTP/${httpVersion}`);
  if (headers.host === undefined) throw new Error('no host');
  if (headers['content-type'] !== 'application/json') throw new Error('no JSON');
  if (headers['content-length'] !== String(Buffer.byteLength(body))) throw new Error('no length');
}

function refuse(response: ServerResponse, answer: Refusal): void {
  if ('message' in answer) say(response, answer.status, { message: answer.message });
  else response.writeHead(answer.status).end(answer.text);
}

function say(response: ServerResponse, status: number, document: object | undefined): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(document && `${JSON.stringify(document)}\n`);
}
