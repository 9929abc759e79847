/** What may stand on stdin instead of a request: samples of the runner with anything in any place. */
import * as fc from 'fast-check';
import { parseJson } from '../../packages/hooks/src/shape.ts';
import { readRequest } from '../../packages/hooks/test/support.ts';
import { anyValue, hostile } from './fuzz-text.ts';
import { state } from './fuzz-requests.ts';

const samples = [
  ...['prepare_job', 'run_script_step', 'run_container_step.image', 'cleanup_job'],
  'run_container_step.dockerfile',
].map((name) => readRequest(name) as object);

/** Changes one place: puts a value there, takes it away, or adds one beside it. */
interface Mutation {
  place: number;
  way: 'replace' | 'remove' | 'add';
  name: string;
  value: unknown;
}

const name = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', '0', ''),
  fc.constantFrom('dockerfile', 'image', 'createOptions', 'registry', 'contextName', 'state'),
  hostile,
);
const mutation: fc.Arbitrary<Mutation> = fc.record({
  place: fc.nat(200),
  way: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'add'),
  name,
  value: anyValue,
});

type Holder = Record<string, unknown>;

/** Every value of a document with what holds it. */
function placesOf(value: unknown, depth = 0): [Holder, string][] {
  if (typeof value !== 'object' || value === null || depth > 6) return [];
  const holder = value as Holder;
  return Object.keys(holder).flatMap((key) => [
    [holder, key] as [Holder, string],
    ...placesOf(holder[key], depth + 1),
  ]);
}

function mutate(document: object, { place, way, name: key, value }: Mutation): void {
  const places = placesOf(document);
  const [holder, at] = places[place % places.length] ?? [];
  if (holder === undefined || at === undefined) return;
  // defineProperty: `__proto__` would be no name otherwise.
  const set = (name: string) =>
    Object.defineProperty(holder, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  if (way === 'replace') set(at);
  else if (way === 'add' && !Array.isArray(holder)) set(key);
  else Reflect.deleteProperty(holder, at);
}

/** Changes of the text: what a parser of JSON may stumble over. */
const textChange: fc.Arbitrary<(text: string) => string> = fc.oneof(
  { weight: 12, arbitrary: fc.constant((text: string) => text) },
  fc.nat(3000).map((length) => (text: string) => text.slice(0, length)),
  fc.tuple(fc.nat(3000), hostile).map(([at, piece]) => (text: string) => {
    return text.slice(0, at) + piece + text.slice(at);
  }),
  // Keys twice: the last counts.
  fc.tuple(name, anyValue).map(([key, value]) => (text: string) => {
    return text.replace(/\}$/, `,${JSON.stringify(key)}:${JSON.stringify(value) ?? 'null'}}`);
  }),
  // Deeper than what a program writes.
  fc.nat(60).map((at) => (text: string) => {
    const deep = `${'{"a":['.repeat(20_000)}1${']}'.repeat(20_000)}`;
    const strings = [...text.matchAll(/:"[^"]*"/g)];
    const { 0: found = '', index = 0 } = strings[at % strings.length] ?? {};
    return `${text.slice(0, index)}:${deep}${text.slice(index + found.length)}`;
  }),
  fc.constantFrom('[', '{"a":').map((piece) => () => piece.repeat(100_000)),
  fc
    .constantFrom('', ' ', 'null', '7', '"a"', '[]', '{}', '\uFEFF', '\0')
    .map((text) => () => text),
);

export interface FuzzDocument {
  text: string;
  /** Texts that count as `createOptions`. */
  options: readonly string[];
}

/** @param responseFile one that can be written, where nothing else got there */
export function documentOf(responseFile: string): fc.Arbitrary<FuzzDocument> {
  return fc
    .record({
      sample: fc.constantFrom(...samples),
      given: fc.option(state, { freq: 3 }),
      mutations: fc.array(mutation, { maxLength: 4 }),
      change: textChange,
    })
    .map(({ sample, given, mutations, change }) => {
      const document = {
        ...structuredClone(sample),
        responseFile,
        ...(given ? { state: given } : {}),
      };
      for (const each of mutations) mutate(document, each);
      const text = change(JSON.stringify(document));
      return { text, options: optionsIn(parseJson(text.replace(/^\uFEFF/, ''))) };
    });
}

function optionsIn(document: unknown): string[] {
  return placesOf(document).flatMap(([holder, key]) => {
    const value = holder[key];
    return key === 'createOptions' && typeof value === 'string' ? [value] : [];
  });
}
