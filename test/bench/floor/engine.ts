import { connect, type Socket } from 'node:net';

export interface Request {
  method?: 'GET' | 'POST' | 'DELETE';
  path: string;
  body?: object;
  /** Value of X-Registry-Auth. */
  auth?: string | undefined;
}

/** An answer as far as it came, and the connection on which the rest comes. */
export interface Opened {
  socket: Socket;
  rest: Buffer;
}

/**
 * Sends a request on a connection of its own; resolves when the daemon has begun to answer. HTTP/1.0:
 * the end of the connection is the end of the answer.
 */
export function open({ method = 'GET', path, body, auth }: Request): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const text = body ? JSON.stringify(body) : '';
    const socket = connect(
      process.env['DOCKER_HOST']?.slice('unix://'.length) ?? '/var/run/docker.sock',
    );
    socket.on('error', reject);
    let received: Buffer = Buffer.alloc(0);
    const onData = (chunk: Buffer) => {
      received = received.length > 0 ? Buffer.concat([received, chunk]) : chunk;
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', onData).pause();
      const status = Number(received.toString('latin1', 9, 12));
      const rest = received.subarray(end + 4);
      if (status < 400) resolve({ socket, rest });
      else reject(new Error(`${method} ${path}: ${String(status)} ${rest.toString()}`));
    };
    socket.on('data', onData);
    socket.write(
      `${method} ${path} HTTP/1.0\r\nHost: docker\r\nContent-Type: application/json\r\n` +
        `${auth ? `X-Registry-Auth: ${auth}\r\n` : ''}Content-Length: ${String(Buffer.byteLength(text))}\r\n\r\n${text}`,
    );
  });
}

/** Calls `take` with each piece of an answer, to its end. */
export function drain({ socket, rest }: Opened, take: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve) => {
    if (rest.length > 0) take(rest);
    socket.on('data', take).on('close', () => {
      resolve();
    });
    socket.resume();
  });
}

/** The whole of an answer. */
export async function ask(request: Request): Promise<string> {
  const chunks: Buffer[] = [];
  await drain(await open(request), (chunk) => chunks.push(chunk));
  return Buffer.concat(chunks).toString('latin1');
}

export async function askJson<Answer>(request: Request): Promise<Answer> {
  return JSON.parse(await ask(request)) as Answer;
}

/** A filter as the daemon reads it from a query. */
export function filters(filter: Readonly<Record<string, readonly string[]>>): string {
  return `filters=${encodeURIComponent(JSON.stringify(filter))}`;
}
