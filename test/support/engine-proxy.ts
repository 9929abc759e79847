/** A socket in front of the daemon's: it keeps a record of the requests and changes nothing. */
import { randomUUID } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import type { Environment } from './environment.ts';

/** One request of the Engine API. */
export interface EngineCall {
  method: string;
  /** Without the version and the query. */
  path: string;
  /** Who asked: docker's client, or the hook itself. */
  by: 'client' | 'hook';
}

export interface EngineProxy extends AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly dockerHost: string;
  read(): EngineCall[];
  /** Breaks all connections and takes no new ones, as a daemon that is gone. */
  leave(): Promise<void>;
  /** Takes connections again. */
  comeBack(): Promise<void>;
}

/** What happens on the way; both are waited for. */
export interface OnTheWay {
  /** Before the daemon hears of a request. */
  before?: (call: EngineCall) => Promise<void>;
  /** Before anybody hears that the daemon has begun to answer. */
  after?: (call: EngineCall) => Promise<void>;
}

/** What begins a request: the name of a client stands in its head. */
const requestHead = /^([A-Z]+) (?:\/v[\d.]+)?(\/[^\s?]*)\S* HTTP\/1\.[01]\r\n((?:.+\r\n)*)/gm;

export async function startEngineProxy(
  environment: Environment,
  onTheWay: OnTheWay = {},
): Promise<EngineProxy> {
  const calls: EngineCall[] = [];
  const open = new Set<Socket>();
  const daemon = environment.dockerHost.slice('unix://'.length);
  const path = join(environment.directory, `proxy-${randomUUID().slice(0, 8)}.sock`);
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ path: daemon, allowHalfOpen: true });
    const [ask, answer] = passages(onTheWay, (call) => calls.push(call));
    client.pipe(ask).pipe(upstream).pipe(answer).pipe(client);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        if (socket.errored ?? !other.writable) other.destroy();
      });
    }
  });
  const comeBack = async () => {
    if (server.listening) return;
    await new Promise<void>((resolve) => server.listen(path, resolve));
    chmodSync(path, 0o666);
  };
  const leave = async () => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of open) socket.destroy();
    await closed;
  };
  await comeBack();
  return {
    dockerHost: `unix://${path}`,
    leave,
    comeBack,
    read: () => [...calls],
    [Symbol.asyncDispose]: leave,
  };
}

/** What a connection goes through, there and back. An answer belongs to the last request. */
function passages(
  { before, after }: OnTheWay,
  record: (call: EngineCall) => void,
): [Transform, Transform] {
  let unanswered: EngineCall | undefined;
  const ask = passage(async (chunk) => {
    for (const call of callsIn(chunk)) {
      record(call);
      await before?.(call);
      unanswered = call;
    }
  });
  const answer = passage(async () => {
    const call = unanswered;
    unanswered = undefined;
    if (call) await after?.(call);
  });
  return [ask, answer];
}

function passage(look: (chunk: Buffer) => Promise<void>): Transform {
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      void look(chunk).then(() => {
        done(undefined, chunk);
      });
    },
  });
}

function callsIn(chunk: Buffer): EngineCall[] {
  return [...chunk.toString('latin1').matchAll(requestHead)].map(
    ([, method = '', path = '', head = '']) => {
      return { method, path, by: /^User-Agent: Docker-Client/im.test(head) ? 'client' : 'hook' };
    },
  );
}
