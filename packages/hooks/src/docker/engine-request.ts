import { connect, type Socket } from 'node:net';
import { headerOf } from './engine-header.ts';

export interface EngineRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  /** Without a version: docker 20.10 knows none that docker 29 still takes. */
  path: string;
  body?: object;
  headers?: Readonly<Record<string, string>>;
  /** Told when the daemon has begun to answer: from then on nothing is missed. */
  onAnswer?: () => void;
}

export interface EngineAnswer {
  status: number;
  /** Status line and headers as they came. */
  head: string;
  /** What follows the head, to the end of the connection. */
  body: Socket;
  /** The same, when it came with the head and says how long it is: its end is nothing to wait for. */
  whole: string | undefined;
}

/** More than any daemon or proxy says in front of a body. */
const maximumHead = 64 * 1024;
const endOfHead = '\r\n\r\n';

const noContent = 204;

/** Bytes; as many as node reads at once. */
const readAtOnce = 64 * 1024;

/**
 * Sends one request of the Engine API on a connection of its own. In HTTP/1.0 an answer is all that
 * comes until the daemon closes the connection, JSON as well as the output of a command: nothing is
 * chunked or kept open.
 *
 * @param signal closes the connection
 * @throws the error of the socket, or one that says what is missing of the answer
 */
export function sendRequest(
  socketPath: string,
  request: EngineRequest,
  signal: AbortSignal,
): Promise<EngineAnswer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    // One piece of memory for all of an answer: of a new one for each read, a step that prints much would pile up
    // megabytes. What is read this way is no event of its own.
    const memory = Buffer.allocUnsafeSlow(readAtOnce);
    const onRead = (size: number): boolean => socket.emit('data', memory.subarray(0, size));
    const socket: Socket = connect({
      path: socketPath,
      onread: { buffer: memory, callback: onRead },
    });
    const abort = () => {
      socket.destroy(signal.reason as Error);
    };
    signal.addEventListener('abort', abort, { once: true });
    let received = Buffer.alloc(0);
    const onData = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf(endOfHead);
      if (end < 0 && received.length < maximumHead) return;
      socket.off('data', onData).pause();
      const head = received.subarray(0, end).toString('latin1');
      const status = /^HTTP\/1\.[01] (\d{3}) /.exec(head);
      if (!status) {
        socket.destroy(new Error('its answer is not HTTP'));
        return;
      }
      const rest = received.subarray(end + endOfHead.length);
      const length = bodyLength(Number(status[1]), head);
      const whole = rest.length < length ? undefined : rest.toString('utf8', 0, length);
      if (rest.length > 0) socket.unshift(rest);
      resolve({ status: Number(status[1]), head, body: socket, whole });
    };
    socket.on('data', onData);
    // They stay: a connection may also break before somebody reads the body.
    socket.on('error', reject);
    socket.on('close', () => {
      signal.removeEventListener('abort', abort);
      reject(new Error('it ended without an answer'));
    });
    socket.write(requestText(request));
  });
}

/** Bytes; infinitely many where only the end of the connection tells (RFC 9112, section 6.3). */
function bodyLength(status: number, head: string): number {
  if (status === noContent) return 0;
  const digits = headerOf(head, 'content-length') ?? '';
  return /^\d+$/.test(digits) ? Number(digits) : Infinity;
}

function requestText({ method, path, body, headers = {} }: EngineRequest): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  const head = [
    `${method} ${path} HTTP/1.0`,
    'Host: docker',
    'Content-Type: application/json',
    `Content-Length: ${String(Buffer.byteLength(text))}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return `${head.join('\r\n')}${endOfHead}${text}`;
}
