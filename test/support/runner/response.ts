/** `job.*` in expressions, as the runner fills it from the response. */
export interface JobContext {
  /** Which node the runner uses for JavaScript actions; not visible to expressions. */
  isAlpine?: boolean;
  container?: { id?: string; network?: string };
  services: Record<string, { id: string; network: string; ports: Record<string, string> }>;
}

export interface ResponseExpectation {
  hasContainer: boolean;
  /** Keys of the services that were sent, in their order. */
  serviceNames: readonly string[];
}

export interface ReadResponse {
  state: Record<string, unknown> | undefined;
  job: JobContext;
}

type Json = Record<string, unknown>;

/**
 * Takes the answer to prepare_job as the runner does, and fails where it would
 * (`ContainerHookManager.cs`, `HookResponse.cs`; null references included).
 */
export function readPrepareResponse(
  text: string,
  { hasContainer, serviceNames }: ResponseExpectation,
): ReadResponse {
  const response = parseDocument(text);
  if (!response) {
    throw new Error(
      hasContainer
        ? "Response file could not be read running command 'PrepareJob'"
        : 'Object reference not set to an instance of an object.',
    );
  }
  const isAlpine = field(response, 'isAlpine');
  if (hasContainer && typeof isAlpine !== 'boolean') {
    throw new Error("The property 'isAlpine' is required but was not found in the response file.");
  }
  const context = asObject(field(response, 'context'), 'context');
  const job: JobContext = { services: {}, ...(typeof isAlpine === 'boolean' && { isAlpine }) };
  const container = context && asObject(field(context, 'container'), 'context.container');
  if (container) job.container = readContainer(container, hasContainer);
  const services = context && field(context, 'services');
  for (const [index, service] of asList(services).entries()) {
    const name = serviceNames[index];
    if (name === undefined) throw new Error('Index was out of range.');
    job.services[name] = readService(service);
  }
  return { state: asObject(field(response, 'state'), 'state'), job };
}

/** The state out of the answer to any other command, whose file may be empty. */
export function readState(text: string): Json | undefined {
  const response = parseDocument(text);
  return response && asObject(field(response, 'state'), 'state');
}

/** One document and nothing after it; an empty file is null. */
function parseDocument(text: string): Json | undefined {
  const document = text.replace(/^\uFEFF/, '').trim();
  return document === '' ? undefined : asObject(JSON.parse(document), 'response');
}

function readContainer(container: Json, hasContainer: boolean): JobContext['container'] & object {
  const id = field(container, 'id');
  const network = field(container, 'network');
  if (!hasContainer && (id ?? network) !== undefined) {
    throw new Error('Object reference not set to an instance of an object.');
  }
  return {
    ...(id === undefined ? {} : { id: asText(id) }),
    ...(network === undefined ? {} : { network: asText(network) }),
  };
}

function readService(service: unknown): JobContext['services'][string] {
  const entry = asObject(service, 'service') ?? {};
  const ports = field(entry, 'ports');
  if (ports === undefined) throw new Error('Object reference not set to an instance of an object.');
  const given = asObject(ports, 'ports') ?? {};
  return {
    id: asText(field(entry, 'id') ?? ''),
    network: asText(field(entry, 'network') ?? ''),
    ports: Object.fromEntries(Object.entries(given).map(([port, host]) => [port, asText(host)])),
  };
}

/** Newtonsoft finds properties whatever their case; null is as good as absent. */
function field(object: Json, name: string): unknown {
  const key = Object.keys(object).find((other) => other.toLowerCase() === name.toLowerCase());
  return (key === undefined ? undefined : object[key]) ?? undefined;
}

function asObject(value: unknown, name: string): Json | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new Error(`Cannot deserialize the current JSON value of '${name}': it is no object.`);
  }
  return value as Json;
}

function asList(value: unknown): unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Error("Cannot deserialize 'services': it is no array.");
  return value;
}

function asText(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error('Cannot convert the value to System.String.');
}
