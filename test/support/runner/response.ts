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
 * (`ContainerHookManager.cs`, `HookResponse.cs`; null references included). The text is undefined
 * if the hook has deleted the file.
 */
export function readPrepareResponse(
  text: string | undefined,
  { hasContainer, serviceNames }: ResponseExpectation,
): ReadResponse {
  if (text === undefined && hasContainer) {
    throw new Error('Response file is required but not found for the hook script');
  }
  const response = parseDocument(text);
  if (!response) {
    if (!hasContainer) throw nullReference();
    throw new Error("Response file could not be read running command 'PrepareJob'");
  }
  const isAlpine = asFlag(field(response, 'isAlpine'));
  if (hasContainer && isAlpine === undefined) {
    throw new Error("The property 'isAlpine' is required but was not found in the response file.");
  }
  const context = asObject(field(response, 'context'), 'context');
  const job: JobContext = { services: {}, ...(isAlpine !== undefined && { isAlpine }) };
  const container = context && asObject(field(context, 'container'), 'context.container');
  if (container) job.container = readContainer(container, hasContainer);
  const services = context ? asList(own(context, 'services')) : [];
  for (const [index, service] of services.entries()) {
    const name = serviceNames[index];
    if (name === undefined) throw new Error('Index was out of range.');
    job.services[name] = readService(service);
  }
  return { state: asObject(field(response, 'state'), 'state'), job };
}

/** The state out of the answer to any other command, whose file may be empty or gone. */
export function readState(text: string | undefined): Json | undefined {
  const response = parseDocument(text);
  return response && asObject(field(response, 'state'), 'state');
}

/** One document and nothing after it; an empty file is null. */
function parseDocument(text: string | undefined): Json | undefined {
  const document = text?.replace(/^\uFEFF/, '').trim();
  return document ? asObject(JSON.parse(document), 'response') : undefined;
}

function readContainer(container: Json, hasContainer: boolean): JobContext['container'] & object {
  const id = field(container, 'id');
  const network = field(container, 'network');
  if (!hasContainer && (id ?? network) !== undefined) throw nullReference();
  return {
    ...(id === undefined ? {} : { id: asText(id) }),
    ...(network === undefined ? {} : { network: asText(network) }),
  };
}

function readService(service: unknown): JobContext['services'][string] {
  const entry = asObject(service, 'service') ?? {};
  const ports = field(entry, 'ports');
  if (ports === undefined) throw nullReference();
  const given = asObject(ports, 'ports') ?? {};
  return {
    id: asText(field(entry, 'id') ?? ''),
    network: asText(field(entry, 'network') ?? ''),
    ports: Object.fromEntries(Object.entries(given).map(([port, host]) => [port, asText(host)])),
  };
}

/** What .NET says where the runner takes something for granted. */
function nullReference(): Error {
  return new Error('Object reference not set to an instance of an object.');
}

/** Where null is as good as absent. */
function field(object: Json, name: string): unknown {
  return own(object, name) ?? undefined;
}

/** Newtonsoft finds properties whatever their case; the last one counts. */
function own(object: Json, name: string): unknown {
  const key = Object.keys(object).findLast((other) => other.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : object[key];
}

function asFlag(value: unknown): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw new Error('Could not convert the value to System.Boolean.');
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
  if (value === null) throw nullReference();
  if (!Array.isArray(value)) throw new Error("Cannot deserialize 'services': it is no array.");
  return value;
}

function asText(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error('Cannot convert the value to System.String.');
}
