import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import { connect as connectSocket, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pipeline, type Duplex } from 'node:stream';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { HookError } from '../errors.ts';
import type { ClientEnv } from './client-env.ts';

export interface EnvRelay {
  /** The endpoint for the docker process that creates the container or the exec. */
  endpoint: ClientEnv;
  close(): void;
}

/**
 * Stands between the docker client and the daemon for the variables that no env file can carry
 * (line breaks, names with spaces) and adds them to the request that creates a container or an
 * exec. The other way, naming them to the client and putting the values in the client's own
 * environment, would let a workflow set DOCKER_HOST, LD_PRELOAD or GODEBUG for a process on the
 * host. Everything but those two requests passes unread.
 *
 * @param variables `NAME=value` each
 * @param directory a private directory (0700) for the socket
 * @throws HookError when the daemon is reached over ssh, which cannot be relayed
 */
export async function startEnvRelay(
  endpoint: ClientEnv,
  variables: readonly string[],
  directory: string,
): Promise<EnvRelay> {
  const connect = daemonConnector(endpoint, variables);
  const sockets = new Set<Duplex>();
  const server = createServer((incoming, response) => {
    forward(incoming, response, connect, variables).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  server.on('upgrade', (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
    tunnel(incoming, client, head, connect());
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const path = join(directory, 'docker.sock');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(path, resolve);
  });
  return {
    endpoint: { DOCKER_HOST: `unix://${path}` },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Paths of the Engine API whose body has an `Env` (Docker Engine API reference). */
function carriesEnv(incoming: IncomingMessage): boolean {
  const path = incoming.url?.split('?')[0] ?? '';
  return (
    incoming.method === 'POST' && /^(\/v[\d.]+)?\/containers\/(create|[^/]+\/exec)$/.test(path)
  );
}

async function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  connect: () => Duplex,
  variables: readonly string[],
): Promise<void> {
  const headers = { ...incoming.headers };
  const body = carriesEnv(incoming) ? withEnv(await buffer(incoming), variables) : undefined;
  if (body) headers['content-length'] = String(body.length);
  const outgoing = request({
    createConnection: connect,
    method: incoming.method,
    path: incoming.url,
    headers,
  });
  outgoing.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    // `wait` answers with headers at once and with a body when the container ends.
    response.flushHeaders();
    // A daemon that goes away in the middle must not look like one that has more to say.
    pipeline(answer, response, () => undefined);
  });
  outgoing.on('error', (error) => response.destroy(error));
  response.on('close', () => outgoing.destroy());
  if (body) outgoing.end(body);
  else incoming.pipe(outgoing);
}

function withEnv(body: Buffer, variables: readonly string[]): Buffer {
  const document = JSON.parse(body.toString('utf8')) as { Env?: string[] | null };
  return Buffer.from(JSON.stringify({ ...document, Env: [...(document.Env ?? []), ...variables] }));
}

/** A hijacked connection (attach, exec start): the head as it came, then bytes both ways. */
function tunnel(incoming: IncomingMessage, client: Duplex, head: Buffer, daemon: Duplex): void {
  const lines = [`${incoming.method ?? 'POST'} ${incoming.url ?? '/'} HTTP/1.1`];
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    lines.push(`${String(incoming.rawHeaders[index])}: ${String(incoming.rawHeaders[index + 1])}`);
  }
  daemon.write(`${lines.join('\r\n')}\r\n\r\n`);
  daemon.write(head);
  client.pipe(daemon).pipe(client);
  client.on('error', () => daemon.destroy());
  daemon.on('error', () => client.destroy());
  client.on('close', () => daemon.destroy());
}

function daemonConnector(endpoint: ClientEnv, variables: readonly string[]): () => Duplex {
  const host = endpoint['DOCKER_HOST'] ?? '';
  if (host.startsWith('unix://')) {
    return () => connectSocket({ path: host.slice('unix://'.length), allowHalfOpen: true });
  }
  const address = /^(?:tcp|https?):\/\/(?<name>\[[^\]]+\]|[^:/]+)(?::(?<port>\d+))?\/?$/.exec(host);
  if (!address?.groups) {
    const names = variables.map((variable) => variable.slice(0, variable.indexOf('=')));
    throw new HookError(
      `The environment variables ${names.join(', ')} cannot be passed to a container over ${host}: they have line breaks or unusual names.`,
      {
        hint: 'Reach the daemon over a unix socket or tcp, or encode the values, for example with base64.',
      },
    );
  }
  const name = (address.groups['name'] ?? '').replace(/^\[|\]$/g, '');
  const verify = Boolean(endpoint['DOCKER_TLS_VERIFY']);
  const secure = verify || Boolean(endpoint['DOCKER_TLS']);
  const port = Number(address.groups['port'] ?? (secure ? 2376 : 2375));
  if (!secure) return () => connectSocket({ host: name, port, allowHalfOpen: true });
  const certificates = endpoint['DOCKER_CERT_PATH'] ?? '';
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((file) =>
    readFileSync(join(certificates, file)),
  );
  const certificate = { ca, cert, key, rejectUnauthorized: verify };
  return () => connectTls({ host: name, port, ...certificate });
}
