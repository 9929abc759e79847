/**
 * How the test and the supervisor inside talk: one JSON object a line. The test calls methods of
 * named objects; the supervisor first says that it is ready, or why not.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export type Call = (target: string, method: string, args: readonly unknown[]) => Promise<unknown>;

/** What the supervisor needs to know. */
export interface Setup {
  readonly directory: string;
  readonly dockerGid: number;
  readonly dockerdArgs: readonly string[];
  readonly webIdentityToken: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly watchesSecrets: boolean;
}

export type Greeting = { readonly ready: { readonly pid: number } } | { readonly failed: string };

interface Request {
  readonly id: number;
  readonly target: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

type Reply = { readonly id: number; readonly result?: unknown; readonly error?: string };

type Methods = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;

/** Answers calls until the test closes its end or is gone. */
export async function serveCalls(
  targets: Readonly<Record<string, object>>,
  input: Readable,
  output: Writable,
): Promise<void> {
  for await (const line of createInterface({ input })) {
    const request = JSON.parse(line) as Request;
    void reply(targets, request).then((answer) => sendLine(output, answer));
  }
}

export function sendLine(output: Writable, message: Greeting | Reply | Request): void {
  output.write(`${JSON.stringify(message)}\n`);
}

async function reply(
  targets: Readonly<Record<string, object>>,
  { id, target, method, args }: Request,
): Promise<Reply> {
  try {
    const methods = targets[target] as Methods;
    return { id, result: await methods[method]?.(...(args as never[])) };
  } catch (error) {
    return { id, error: String(error instanceof Error ? error.message : error) };
  }
}

/** The test's end of the line. `ended` resolves to a reason when nobody answers any more. */
export function connect(
  input: Readable,
  output: Writable,
  ended: Promise<string>,
): { readonly greeting: Promise<Greeting>; readonly call: Call } {
  const waiting = new Map<number, (reply: Reply) => void>();
  const lines = createInterface({ input });
  const greeting = once(lines, 'line').then(([line]) => JSON.parse(String(line)) as Greeting);
  let lastId = 0;
  let gone: string | undefined;

  lines.on('line', (line) => {
    const reply = JSON.parse(line) as Reply;
    waiting.get(reply.id)?.(reply);
  });
  void ended.then((reason) => {
    gone = reason;
    for (const [id, settle] of waiting) settle({ id, error: reason });
  });

  const call: Call = async (target, method, args) => {
    if (gone !== undefined) throw new Error(gone);
    const id = ++lastId;
    const { result, error } = await new Promise<Reply>((resolve) => {
      waiting.set(id, resolve);
      sendLine(output, { id, target, method, args });
    });
    waiting.delete(id);
    if (error !== undefined) throw new Error(error);
    return result;
  };
  return { greeting, call };
}

/** An object whose methods are called on the other side. */
export function remote<T extends object>(
  call: Call,
  target: string,
  methods: readonly (keyof T & string)[],
): T {
  const entries = methods.map((method) => [
    method,
    (...args: readonly unknown[]) => call(target, method, args),
  ]);
  return Object.fromEntries(entries) as T;
}
