import { dockerOptions, type DockerOption } from './docker-options.ts';

/** An option as docker would understand it. */
export interface OptionUse {
  option: DockerOption;
  /** `true` for a flag that stands alone. */
  value: string;
}

/** Something after which nobody can say what docker makes of the rest. */
export interface Unclear {
  /** The word, as far as it may be shown: values may be secrets. */
  text: string;
  /** A clause that says what is wrong with it. */
  why: string;
}

export interface ReadOptions {
  uses: readonly OptionUse[];
  unclear: Unclear | undefined;
}

interface Step {
  uses: readonly OptionUse[];
  /** How many words were read. */
  length: number;
}

const byName = new Map(dockerOptions.map((option) => [option.name, option]));
const byShort = new Map(dockerOptions.map((option) => [option.short ?? '', option]));

/**
 * Reads the words of `options` as docker's client does (spf13/pflag, `flag.go`, with
 * `SetInterspersed(false)`: the first word that belongs to no option is the image).
 */
export function readOptions(words: readonly string[]): ReadOptions {
  const uses: OptionUse[] = [];
  let position = 0;
  while (position < words.length) {
    const read = readOption(words[position] ?? '', words[position + 1], uses.at(-1));
    if ('why' in read) return { uses, unclear: read };
    for (const use of read.uses) uses.push(use);
    position += read.length;
  }
  return { uses, unclear: undefined };
}

function readOption(
  word: string,
  next: string | undefined,
  before: OptionUse | undefined,
): Step | Unclear {
  if (/\p{Cc}/u.test(word))
    return { text: nameOf(word), why: 'which has a line break or a control character in it' };
  if (word === '--') return { text: word, why: 'which would end the options of docker' };
  if (!word.startsWith('-') || word === '-') return stray(before);
  return word.startsWith('--') ? readLong(word, next) : readShort(word, next);
}

function readLong(word: string, next: string | undefined): Step | Unclear {
  const equals = word.indexOf('=');
  const name = word.slice(2, equals < 0 ? undefined : equals);
  const option = byName.get(name);
  if (option === undefined) return unknown(`--${name}`);
  if (equals >= 0) return one(option, word.slice(equals + 1));
  return option.kind === 'flag' ? one(option, 'true') : withNext(option, next);
}

/** `-it`, `-p80`, `-p=80`: letters of flags, and behind the first letter of another kind its value. */
function readShort(word: string, next: string | undefined): Step | Unclear {
  const uses: OptionUse[] = [];
  for (let letters = word.slice(1); letters !== ''; letters = letters.slice(1)) {
    const option = byShort.get(letters.charAt(0));
    if (option === undefined) return unknown(`-${letters.charAt(0)}`);
    const rest = letters.slice(1);
    const last = lastOf(option, rest, next);
    if (last === undefined) uses.push({ option, value: 'true' });
    else return 'why' in last ? last : { uses: [...uses, ...last.uses], length: last.length };
  }
  return { uses, length: 1 };
}

/** What ends a word of letters; undefined for a flag that others may follow. */
function lastOf(option: DockerOption, rest: string, next: string | undefined) {
  // pflag takes `=` for a separator only where something follows it: `-e=` has the value `=`.
  if (rest.length > 1 && rest.startsWith('=')) return one(option, rest.slice(1));
  if (option.kind === 'flag') return undefined;
  return rest === '' ? withNext(option, next) : one(option, rest);
}

function withNext(option: DockerOption, next: string | undefined): Step | Unclear {
  if (next === undefined) {
    return {
      text: `--${option.name}`,
      why: 'which lacks its value: docker would take the next option of the hook for it',
    };
  }
  return one(option, next, 2);
}

function one(option: DockerOption, value: string, length = 1): Step | Unclear {
  if (/\p{Cc}/u.test(value)) {
    return {
      text: `--${option.name}`,
      why: 'whose value has a line break or a control character in it',
    };
  }
  return { uses: [{ option, value }], length };
}

function unknown(text: string): Unclear {
  return {
    text,
    why: 'which is no option of docker that this release knows, so that nobody can judge it: write it as docker documents it, or ask for a newer release of the hook',
  };
}

function stray(before: OptionUse | undefined): Unclear {
  const place = before === undefined ? 'at the beginning' : `after --${before.option.name}`;
  return {
    text: `a word ${place}`,
    why: 'which belongs to no option: docker would take it for the image; a value with spaces needs double quotes',
  };
}

function nameOf(word: string): string {
  return /^-{1,2}[a-z0-9-]*/i.exec(word)?.[0] ?? 'a word';
}
