/** A daemon that speaks other versions of the Engine API: a socket in front of the real one. */
import { randomUUID } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import type { Environment } from '../support/environment.ts';

/** `1.30`; four characters, as what stands in their place. */
export interface ApiVersions {
  minimum: string;
  maximum: string;
}

export interface OtherDaemon extends AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly dockerHost: string;
}

export async function startOtherDaemon(
  { directory, dockerHost }: Environment,
  versions: ApiVersions,
): Promise<OtherDaemon> {
  const path = join(directory, `api-${randomUUID().slice(0, 8)}.sock`);
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const daemon = connect({ path: dockerHost.slice('unix://'.length), allowHalfOpen: true });
    for (const [socket, other] of [
      [client, daemon],
      [daemon, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => open.delete(socket));
    }
    const ask = rewritten((text) => {
      const why = refusal(text, versions);
      if (why === undefined) return text;
      client.end(answer(400, JSON.stringify({ message: why })));
      return '';
    });
    // What it says of itself is what clients go by.
    const tell = rewritten((text) =>
      text.replace(/^Api-Version: .*\r$/m, `Api-Version: ${versions.maximum}\r`),
    );
    client.pipe(ask).pipe(daemon).pipe(tell).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  chmodSync(path, 0o666);
  return {
    dockerHost: `unix://${path}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** In the words of moby, `api/server/middleware/version.go`. */
function refusal(request: string, { minimum, maximum }: ApiVersions): string | undefined {
  const version = /^[A-Z]+ \/v(1\.\d+)\//.exec(request)?.[1];
  if (version === undefined) return undefined;
  if (minor(version) > minor(maximum))
    return `client version ${version} is too new. Maximum supported API version is ${maximum}`;
  if (minor(version) >= minor(minimum)) return undefined;
  return `client version ${version} is too old. Minimum supported API version is ${minimum}, please upgrade your client to a newer version`;
}

function minor(version: string): number {
  return Number(version.split('.')[1]);
}

function answer(status: number, body: string): string {
  const head = ['Content-Type: application/json', `Content-Length: ${String(body.length)}`];
  return [`HTTP/1.1 ${String(status)} Bad Request`, ...head, '', body].join('\r\n');
}

function rewritten(change: (text: string) => string): Transform {
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      done(undefined, Buffer.from(change(chunk.toString('latin1')), 'latin1'));
    },
  });
}
