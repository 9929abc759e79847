/**
 * Shapes of what programs write: the runner's requests, our own state, the daemon's answers. Every step of
 * every job reads some, and a schema library would cost it more than all else that the hook does
 * (docs/decisions/0018-shapes-on-the-way-of-a-step.md). What people write is read with zod.
 *
 * `null` is absent, as the runner sends every field. Only what a shape names is taken over.
 *
 * @param problems gets a clause for each thing that is wrong, with its path and never with its value
 */
export interface Shape<T> {
  (value: unknown, path: string, problems: string[]): T;
  /** The same as JSON Schema; a shape without one says nothing there. */
  schema?: () => object;
}

export type Of<S> = S extends Shape<infer T> ? T : never;

export type Parsed<T> = { success: true; data: T } | { success: false; problems: string[] };

export function parseAs<T>(shape: Shape<T>, value: unknown): Parsed<T> {
  const problems: string[] = [];
  const data = shape(value, '', problems);
  return problems.length === 0 ? { success: true, data } : { success: false, problems };
}

/** The first few clauses of what may be many, for one sentence. */
export function problemsText(problems: readonly string[]): string {
  const more = problems.length - 5;
  return [...problems.slice(0, 5), ...(more > 0 ? [`and ${String(more)} more`] : [])].join('; ');
}

/** Undefined for what is no JSON; the parser's own message would quote it, and it may hold a secret. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

export function schemaOf(shape: Shape<unknown>): object {
  return shape.schema?.() ?? {};
}

export const text = primitive<string>('string', 'a string');
export const whole = primitive<number>('number', 'a number');
export const flag = primitive<boolean>('boolean', 'a boolean');
export const anything: Shape<unknown> = (value) => value ?? undefined;

/** Text that a process can be given: without a NUL, which ends it, and without half a character. */
export const word: Shape<string> = withSchema(
  (value, path, problems) => {
    const given = text(value, path, problems);
    // No pattern: node makes one of Unicode classes longer than all words of a step are read.
    const isWord = typeof given !== 'string' || (!given.includes('\0') && given.isWellFormed());
    return isWord ? given : refuse(path, 'a text without a NUL or half a character', problems);
  },
  () => ({ type: 'string' }),
);

/** @param expected ends the clause "… must be" */
export function matching(pattern: RegExp, expected: string): Shape<string> {
  const read: Shape<string> = (value, path, problems) => {
    const given = text(value, path, problems);
    if (typeof given === 'string' && !pattern.test(given)) refuse(path, expected, problems);
    return given;
  };
  return withSchema(read, () => ({ type: 'string', pattern: pattern.source }));
}

export function exactly<const T extends number>(number: T): Shape<T> {
  const read: Shape<T> = (value, path, problems) =>
    value === number ? number : refuse(path, String(number), problems);
  return withSchema(read, () => ({ const: number }));
}

export function oneOf<T extends string>(values: readonly T[]): Shape<T> {
  const read: Shape<T> = (value, path, problems) => {
    const found = values.find((each) => each === value);
    return found ?? refuse(path, `one of ${values.join(', ')}`, problems);
  };
  return withSchema(read, () => ({ enum: values }));
}

export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  const read: Shape<T | undefined> = (value, path, problems) =>
    isAbsent(value) ? undefined : shape(value, path, problems);
  return withSchema(read, () => schemaOf(shape));
}

export function orElse<T>(shape: Shape<T>, absent: T): Shape<T> {
  const read: Shape<T> = (value, path, problems) =>
    isAbsent(value) ? absent : shape(value, path, problems);
  return withSchema(read, () => ({ default: absent, ...schemaOf(shape) }));
}

export function list<T>(shape: Shape<T>): Shape<T[]> {
  const read: Shape<T[]> = (value, path, problems) => {
    if (!Array.isArray(value)) return wrongType(value, path, 'an array', problems);
    return value.map((each, index) => shape(each, join(path, String(index)), problems));
  };
  return withSchema(read, () => ({ type: 'array', items: schemaOf(shape) }));
}

/** Names and values as they came, also names that an object could not hold (`__proto__`). */
export function map<T>(shape: Shape<T>): Shape<Map<string, T>> {
  return (value, path, problems) => {
    if (!isObject(value)) return wrongType(value, path, 'an object', problems);
    const given = Object.entries(value).filter(([, each]) => !isAbsent(each));
    return new Map(
      given.map(([name, each]) => [name, shape(each, join(path, name), problems)] as const),
    );
  };
}

type Fielded = Readonly<Record<string, unknown>>;
type Fields = Readonly<Record<string, Shape<unknown>>>;
type Optional<F extends Fields> = {
  [K in keyof F]: undefined extends Of<F[K]> ? K : never;
}[keyof F];
type Shaped<F extends Fields> = { [K in Exclude<keyof F, Optional<F>>]: Of<F[K]> } & {
  [K in Optional<F>]?: Of<F[K]>;
};

export function object<F extends Fields>(fields: F): Shape<Shaped<F>> {
  const entries = Object.entries(fields);
  const read: Shape<Shaped<F>> = (value, path, problems) => {
    if (!isObject(value)) return wrongType(value, path, 'an object', problems);
    const shaped: Record<string, unknown> = {};
    for (const [name, shape] of entries) {
      const given = Object.hasOwn(value, name) ? (value as Fielded)[name] : undefined;
      const read = shape(given, join(path, name), problems);
      if (read !== undefined) shaped[name] = read;
    }
    return shaped as Shaped<F>;
  };
  return withSchema(read, () => ({
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, shape]) => [name, schemaOf(shape)])),
  }));
}

/** Says that something must be what is expected; what stands in its place is never used. */
function refuse(path: string, expected: string, problems: string[]): never {
  problems.push(`${path || 'the document'} must be ${expected}`);
  return undefined as never;
}

function primitive<T>(type: 'string' | 'number' | 'boolean', expected: string): Shape<T> {
  const read: Shape<T> = (value, path, problems) =>
    typeof value === type ? (value as T) : wrongType(value, path, expected, problems);
  return withSchema(read, () => ({ type }));
}

function withSchema<T>(read: Shape<T>, schema: () => object): Shape<T> {
  read.schema = schema;
  return read;
}

function wrongType(value: unknown, path: string, expected: string, problems: string[]): never {
  if (!isAbsent(value)) return refuse(path, expected, problems);
  problems.push(`${path || 'the document'} is missing`);
  return undefined as never;
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How much of a name that a workflow chose has room in a sentence. */
const longestName = 80;

function join(path: string, name: string): string {
  const shown = name.length > longestName ? `${name.slice(0, longestName)}…` : name;
  return path === '' ? shown : `${path}.${shown}`;
}
