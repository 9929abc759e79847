import { data } from '@actions/expressions';
import { UnknownValue } from './unknown-value.ts';

/** What an expression or a part of a workflow comes to. */
export type Value =
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | ReadonlyMap<string, Value>
  | Lookup
  | UnknownValue;

export type Values = ReadonlyMap<string, Value>;

export interface LookupOptions {
  /** What is to be said of a name that has no value; nothing: it is null, as on GitHub. */
  missing?: ((name: string) => UnknownValue | undefined) | undefined;
  /** Names of variables are, all others are not. */
  caseSensitive?: boolean;
}

/** A context of expressions (`github`, `env`, …) that knows what it does not know. */
export class Lookup extends data.Dictionary {
  readonly #values: Values;
  readonly #options: LookupOptions;

  constructor(values: Values, options: LookupOptions = {}) {
    super();
    this.#values = values;
    this.#options = options;
  }

  override get(name: string): data.ExpressionData | undefined {
    const value = this.#find(name);
    if (value !== undefined) return toData(value);
    const unknown = this.#options.missing?.(name);
    if (unknown) throw unknown;
    return undefined;
  }

  override pairs(): { key: string; value: data.ExpressionData }[] {
    const unknown = this.#options.missing?.('*');
    if (unknown) throw unknown;
    return [...this.#values].map(([key, value]) => ({ key, value: toData(value) }));
  }

  override values(): data.ExpressionData[] {
    return this.pairs().map(({ value }) => value);
  }

  #find(name: string): Value | undefined {
    const value = this.#values.get(name);
    if (value !== undefined || this.#options.caseSensitive) return value;
    const lower = name.toLowerCase();
    const key = [...this.#values.keys()].find((other) => other.toLowerCase() === lower);
    return key === undefined ? undefined : this.#values.get(key);
  }
}

/** @throws UnknownValue when that is what it is */
function toData(value: Value): data.ExpressionData {
  if (value === null) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (value instanceof UnknownValue) throw value;
  if (value instanceof Lookup) return value;
  if (isValues(value)) return new Lookup(value);
  const array = new data.Array();
  for (const item of value) array.add(toData(item));
  return array;
}

export function fromData(result: data.ExpressionData): Value {
  switch (result.kind) {
    case data.Kind.Null:
      return null;
    case data.Kind.String:
    case data.Kind.Number:
    case data.Kind.Boolean:
      return result.value;
    case data.Kind.Array:
      return result.values().map(fromData);
    case data.Kind.Dictionary:
      return new Map(result.pairs().map(({ key, value }) => [key, fromData(value)]));
  }
  // A name that every object has (`constructor()`) is no function of GitHub's, yet it is called.
  throw new Error('it has no value');
}

/** What JSON.parse gives. */
export function fromJson(json: unknown): Value {
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json === 'object' && json !== null) {
    return new Map(Object.entries(json).map(([key, value]) => [key, fromJson(value)]));
  }
  return json as string | number | boolean | null;
}

/**
 * The text that a value becomes in a script or a variable.
 * @throws UnknownValue when that is what it is
 */
export function toText(value: Value): string {
  return toData(value).coerceString();
}

export function isTruthy(value: Value): boolean {
  if (value instanceof UnknownValue) throw value;
  return !(value === null || value === '' || value === false || value === 0 || Number.isNaN(value));
}

export function isValues(value: Value): value is Values {
  return value instanceof Map;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
