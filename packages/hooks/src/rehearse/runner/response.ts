import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HookError, codeOf, messageOf } from '../../errors.ts';
import { readFileSafely } from './read-file.ts';

/** `job.*` in expressions, as the answer to `prepare_job` fills it. */
export interface JobContext {
  container: { id?: string; network?: string };
  services: ReadonlyMap<string, StartedService>;
}

export interface StartedService {
  id: string;
  network: string;
  ports: ReadonlyMap<string, string>;
}

export interface Answer {
  state: object | undefined;
  job: JobContext;
}

export interface Expected {
  hasContainer: boolean;
  /** Keys of the services, in the order in which they were sent. */
  services: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/** Bytes. */
const largest = 1024 * 1024;

/** Where a hook writes its answer. */
export function responsePath(temp: string): string {
  return join(temp, '_runner_hook_responses', `${randomUUID()}.json`);
}

/** Makes the file, which is empty at first; a step may have removed its folder. */
export function createResponseFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '', { flag: 'wx' });
}

/**
 * What the hook wrote; undefined when it has removed the file, which is gone afterwards.
 * @throws HookError when something else is in its place
 */
export function takeResponse(path: string): string | undefined {
  try {
    return readFileSafely(path, largest);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unusable(messageOf(error));
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

/**
 * Reads the answer to `prepare_job` as strictly as the runner does (actions/runner,
 * `HookResponse.cs`, `ContainerHookManager.cs`).
 * @throws HookError where the runner would fail the job
 */
export function readAnswer(text: string | undefined, expected: Expected): Answer {
  const answer = parse(text);
  if (answer === undefined) throw unusable('it is empty');
  if (expected.hasContainer && typeof answer['isAlpine'] !== 'boolean') {
    throw unusable('isAlpine is missing');
  }
  const context = objectIn(answer, 'context') ?? {};
  const container = objectIn(context, 'container');
  if (container && !expected.hasContainer)
    throw unusable('it has a container that nobody asked for');
  const services = context['services'] ?? [];
  if (!Array.isArray(services)) throw unusable('context.services is not a list');
  if (services.length > expected.services.length) throw unusable('it has more services than asked');
  const started = services.map((service: unknown, index): [string, StartedService] => [
    expected.services[index] ?? '',
    readService(service),
  ]);
  return {
    state: objectIn(answer, 'state'),
    job: { container: readContainer(container ?? {}), services: new Map(started) },
  };
}

/** The state out of the answer to any other command, which may be empty. */
export function readState(text: string | undefined): object | undefined {
  const answer = parse(text);
  return answer && objectIn(answer, 'state');
}

function readContainer(container: Json): JobContext['container'] {
  const { id, network } = container;
  return {
    ...(typeof id === 'string' && { id }),
    ...(typeof network === 'string' && { network }),
  };
}

function readService(service: unknown): StartedService {
  const entry = isObject(service) ? service : {};
  const ports = objectIn(entry, 'ports');
  if (!ports) throw unusable('a service has no ports');
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    id: text(entry['id']),
    network: text(entry['network']),
    ports: new Map(Object.entries(ports).map(([port, host]) => [port, String(host)])),
  };
}

function parse(text = ''): Json | undefined {
  const document = text.replace(/^\uFEFF/, '').trim();
  if (document === '') return undefined;
  try {
    const value: unknown = JSON.parse(document);
    if (value === null) return undefined;
    if (isObject(value)) return value;
  } catch (error) {
    throw unusable(`it is not JSON (${messageOf(error)})`);
  }
  throw unusable('it is not an object');
}

function objectIn(object: Json, name: string): Json | undefined {
  const value = object[name] ?? undefined;
  if (value === undefined) return undefined;
  if (!isObject(value)) throw unusable(`${name} is not an object`);
  return value;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unusable(why: string): HookError {
  return new HookError(`The answer of the hook cannot be used: ${why}.`, {
    hint: 'A runner would fail the job.',
  });
}
