/** Reads what docker's client is given by the grammar of its own flags (spf13/pflag). */
import type { Cut } from './fuzz-requests.ts';

/** Flags that the hook itself writes; 1: with a value. */
const flagsOf: Readonly<Record<string, Readonly<Record<string, 0 | 1>>>> = {
  pull: { platform: 1 },
  create: {
    rm: 0,
    pull: 1,
    name: 1,
    workdir: 1,
    network: 1,
    'network-alias': 1,
    publish: 1,
    label: 1,
    'env-file': 1,
    volume: 1,
    mount: 1,
    entrypoint: 1,
  },
  exec: { workdir: 1, 'env-file': 1, user: 1 },
  login: { username: 1, 'password-stdin': 0 },
  build: { tag: 1, label: 1, file: 1 },
  logs: { details: 0, tail: 1 },
  events: { since: 1, format: 1, filter: 1 },
  cp: { 'follow-link': 0 },
  start: {},
  ls: { all: 0, 'no-trunc': 0, format: 1, filter: 1 },
  inspect: {},
  rm: { force: 0, volumes: 0, 'no-prune': 0 },
  'network create': { label: 1 },
};

export interface ReadArgv {
  /** `create`, `container ls`. */
  command: string;
  /** Values by flag, in their order. */
  flags: ReadonlyMap<string, readonly string[]>;
  /** What follows the flags. */
  words: readonly string[];
}

/**
 * @param cut words of the user's own options, which are docker's to understand; left out
 * @throws Error for a word that is a flag and should be a value, or the other way round
 */
export function readArgv(argv: readonly string[], cut: Cut = []): ReadArgv {
  const errors: unknown[] = [];
  for (let at = 0; at + cut.length <= argv.length; at += 1) {
    if (!cut.every((token, index) => argv[at + index] === token)) continue;
    try {
      return readAll([...argv.slice(0, at), ...argv.slice(at + cut.length)]);
    } catch (error) {
      errors.push(error);
    }
    if (cut.length === 0) break;
  }
  throw errors[0] ?? new Error(`options are not whole in ${JSON.stringify(argv)}`);
}

function readAll(argv: readonly string[]): ReadArgv {
  const [first = '', second = ''] = argv;
  const isPair = ['container', 'network', 'image'].includes(first);
  const command = isPair ? `${first} ${second}` : first;
  const known = flagsOf[command === 'run' ? 'create' : command] ?? flagsOf[second];
  if (known === undefined) throw new Error(`an unknown command: ${command}`);
  const flags = new Map<string, string[]>();
  const rest = argv.slice(isPair ? 2 : 1);
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') return { command, flags, words: rest };
    if (command === 'cp' && !word.startsWith('--'))
      return { command, flags, words: [word, ...rest] };
    const name = word.slice(2);
    const kind = word.startsWith('--') ? known[name] : undefined;
    const value = kind === 1 ? rest.shift() : '';
    if (kind === undefined || value === undefined) {
      throw new Error(`${JSON.stringify(word)} is no flag of ${command}: ${JSON.stringify(argv)}`);
    }
    flags.set(name, [...(flags.get(name) ?? []), value]);
  }
  if (rest.length > 0) throw new Error(`nothing ends the flags: ${JSON.stringify(argv)}`);
  return { command, flags, words: [] };
}

/** Fields of one record of CSV, as docker reads `--mount`. */
export function csvRecord(text: string): string[] {
  const fields = text.match(/"(?:[^"]|"")*"|[^,]+/g) ?? [];
  return fields.map((field) =>
    field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field,
  );
}
