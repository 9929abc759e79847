import { HookError } from '../errors.ts';

/** What the runner puts in place of a secret, also inside words. */
export const mask = '***';

/**
 * A line under `services:`, in their order. `key` is absent where it is masked or computed.
 *
 * - `image`: always started. The text is as in the workflow, with `docker://` and masks.
 * - `unknown`: an expression. What it comes to is not in the message; when it is empty, the runner
 *   leaves the service out.
 * - `several`: stands for any number of services (`${{ insert }}`).
 */
export type ServiceEntry =
  | { kind: 'image'; key: string | undefined; image: string }
  | { kind: 'unknown'; key: string | undefined }
  | { kind: 'several' };

/** A template token of the runner (actions/runner, `TemplateTokenJsonConverter.cs`). */
type Token =
  | { type: 'text'; text: string }
  | { type: 'nothing' }
  | { type: 'mapping'; pairs: readonly unknown[] }
  | { type: 'insert' }
  | { type: 'expression' }
  | { type: 'unknown' };

/**
 * Reads `jobServiceContainers` of a job message. What is masked or odd becomes something that could
 * be anything, so that a wrong service never gets a name. Services with an empty image are left out,
 * as the runner does (`JobExtension.cs`).
 * @throws HookError when it is not a list of services
 */
export function readServiceTokens(value: unknown): ServiceEntry[] {
  const services = readToken(value);
  if (services.type !== 'mapping') {
    throw new HookError('the services in the job message are not readable, or an expression');
  }
  return services.pairs.flatMap((item): ServiceEntry[] => {
    const { key, value: service } = readPair(item);
    // A key that cannot be read might be an insert, too.
    if (key.type === 'insert' || key.type === 'unknown') return [{ kind: 'several' }];
    const name = key.type === 'text' && isUsable(key.text) ? key.text : undefined;
    const image = imageOf(service);
    if (image.type === 'text') {
      return isEmptyImage(image.text) ? [] : [{ kind: 'image', key: name, image: image.text }];
    }
    return image.type === 'nothing' ? [] : [{ kind: 'unknown', key: name }];
  });
}

/** docker takes nearly any alias; a name in DNS has 253 characters at most. */
function isUsable(key: string): boolean {
  if (key === '' || key.length > 253 || key.includes(mask)) return false;
  // Nearly all are plain, and node takes milliseconds to find out what the other pattern is about.
  return /^[\w.-]+$/.test(key) || !/[\p{C}\p{Zl}\p{Zp}]/u.test(key);
}

/** The runner takes the prefix off first (`PipelineTemplateConverter.cs`). */
function isEmptyImage(image: string): boolean {
  return image === '' || image === 'docker://';
}

/** A service is a mapping with `image`, or just the image. */
function imageOf(service: Token): Token {
  if (service.type !== 'mapping') return service;
  const pairs = service.pairs.map(readPair);
  const image = pairs.find(({ key }) => key.type === 'text' && key.text === 'image');
  return image?.value ?? { type: 'unknown' };
}

function readPair(item: unknown): { key: Token; value: Token } {
  const fields = fieldsOf(item);
  return { key: readToken(fields?.get('key')), value: readToken(fields?.get('value')) };
}

function readToken(value: unknown): Token {
  if (typeof value === 'string') return { type: 'text', text: value };
  if (value === null) return { type: 'nothing' };
  const fields = fieldsOf(value);
  switch (fields?.get('type') ?? 0) {
    case 0:
      return readText(fields?.get('lit'));
    case 2:
      return readMapping(fields?.get('map'));
    case 3:
      return { type: 'expression' };
    case 4:
      return { type: 'insert' };
    case 7:
      return { type: 'nothing' };
    default:
      return { type: 'unknown' };
  }
}

function readText(text: unknown): Token {
  if (typeof text === 'string') return { type: 'text', text };
  return { type: text === null ? 'nothing' : 'unknown' };
}

function readMapping(pairs: unknown): Token {
  if (pairs === undefined) return { type: 'mapping', pairs: [] };
  return Array.isArray(pairs) ? { type: 'mapping', pairs } : { type: 'unknown' };
}

/** Fields by their names in lower case; none when one of the names is masked. */
function fieldsOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const fields = Object.entries(value).map(([name, field]) => [name.toLowerCase(), field] as const);
  return fields.some(([name]) => name.includes(mask)) ? undefined : new Map(fields);
}
