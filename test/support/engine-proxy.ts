/** A socket in front of the daemon's: it keeps a record of the requests and changes nothing. */
import { randomUUID } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
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
}

/** What begins a request: the name of a client stands in its head. */
const requestHead = /^([A-Z]+) (?:\/v[\d.]+)?(\/[^\s?]*)\S* HTTP\/1\.[01]\r\n((?:.+\r\n)*)/gm;

export async function startEngineProxy(environment: Environment): Promise<EngineProxy> {
  const calls: EngineCall[] = [];
  const open = new Set<Socket>();
  const daemon = environment.dockerHost.slice('unix://'.length);
  const path = join(environment.directory, `proxy-${randomUUID().slice(0, 8)}.sock`);
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ path: daemon, allowHalfOpen: true });
    client.on('data', (chunk) => calls.push(...callsIn(chunk)));
    client.pipe(upstream).pipe(client);
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
  await new Promise<void>((resolve) => server.listen(path, resolve));
  chmodSync(path, 0o666);
  return {
    dockerHost: `unix://${path}`,
    read: () => [...calls],
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function callsIn(chunk: Buffer): EngineCall[] {
  return [...chunk.toString('latin1').matchAll(requestHead)].map(
    ([, method = '', path = '', head = '']) => {
      return { method, path, by: /^User-Agent: Docker-Client/im.test(head) ? 'client' : 'hook' };
    },
  );
}
