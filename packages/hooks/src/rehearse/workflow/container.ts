import { HookError } from '../../errors.ts';
import { isList, isValues, toText, type Value } from '../expressions/value.ts';

/** A container of a job, after its expressions were evaluated. */
export interface PlannedContainer {
  image: string;
  username: string | undefined;
  password: string | undefined;
  env: ReadonlyMap<string, string>;
  ports: readonly string[];
  volumes: readonly string[];
  options: string | undefined;
  entrypoint: string | undefined;
  command: string | undefined;
}

/**
 * Reads what stands under `container:` or a service. Without an image there is none, as on GitHub:
 * that is how a matrix leaves it out.
 * @throws HookError when an expression gave something of another kind
 */
export function readContainer(value: Value, where: string): PlannedContainer | undefined {
  const fields = isValues(value) ? value : new Map([['image', value]]);
  const text = (name: string) => optionalText(fields.get(name), `${where}.${name}`);
  const image = (text('image') ?? '').replace(/^docker:\/\//, '');
  if (image === '') return undefined;
  const credentials = mappingOf(fields.get('credentials'), `${where}.credentials`);
  return {
    image,
    username: optionalText(credentials.get('username'), `${where}.credentials.username`),
    password: optionalText(credentials.get('password'), `${where}.credentials.password`),
    env: textsOf(fields.get('env'), `${where}.env`),
    ports: listOf(fields.get('ports'), `${where}.ports`),
    volumes: listOf(fields.get('volumes'), `${where}.volumes`),
    options: text('options'),
    entrypoint: text('entrypoint'),
    command: text('command'),
  };
}

/** @throws HookError when it is no mapping of texts */
export function textsOf(value: Value | undefined, where: string): Map<string, string> {
  return new Map(
    [...mappingOf(value, where)].map(([name, inner]) => [
      name,
      optionalText(inner, `${where}.${name}`) ?? '',
    ]),
  );
}

/** @throws HookError when it is no text, number or the like; nothing for null */
export function optionalText(value: Value | undefined, where: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object' && (isList(value) || isValues(value))) {
    throw wrongKind(where, 'a text');
  }
  return toText(value);
}

/** @throws HookError when it is no mapping; an empty one for null */
export function mappingOf(value: Value | undefined, where: string): ReadonlyMap<string, Value> {
  if (value === undefined || value === null || value === '') return new Map();
  if (!isValues(value)) throw wrongKind(where, 'a mapping');
  return value;
}

function listOf(value: Value | undefined, where: string): string[] {
  if (value === undefined || value === null || value === '') return [];
  if (!isList(value)) throw wrongKind(where, 'a list');
  return value.map((item) => optionalText(item, where) ?? '');
}

function wrongKind(where: string, kind: string): HookError {
  return new HookError(`${where} must be ${kind}.`, {
    hint: 'Look at what its expressions come to.',
  });
}
