/** What docker sets itself, whatever a Dockerfile says of it. */
const predefined =
  /^(?:(?:BUILD|TARGET)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT|STAGE)|BUILDKIT_\w+|(?:HTTPS?|FTP|NO|ALL)_PROXY|SOURCE_DATE_EPOCH)$/i;

/** Arguments in front of the first `FROM`. */
export interface Variables {
  /** Undefined: only docker can tell. */
  values: Map<string, string | undefined>;
  /** Something declares variables in a way that only docker can tell. */
  isUnclear: boolean;
}

export function newVariables(): Variables {
  return { values: new Map(), isUnclear: false };
}

/** Adds the words of one `ARG`. */
export function readArguments(words: readonly string[], variables: Variables): void {
  const { values } = variables;
  for (const word of words) {
    const [, name, value] = /^(\w+)(?:=(.*))?$/.exec(word) ?? [];
    // A quote may reach over several words.
    if (name === undefined || (words.length > 1 && /["'\\]/.test(word))) {
      variables.isUnclear = true;
    } else if (value === undefined) {
      values.set(name, values.has(name) ? undefined : '');
    } else {
      values.set(name, value === '' ? '' : expandClear(value, variables));
    }
  }
}

/**
 * A word with its variables filled in; undefined when docker may make something else of it. `$NAME`,
 * `${NAME}` and `${NAME:-other}` are read, and quotes around the whole word.
 */
export function expandClear(word: string, { values, isUnclear }: Variables): string | undefined {
  let isClear = !(word.includes('$') && (isUnclear || word.startsWith("'")));
  const text = unquote(word).replaceAll(
    /\$(?:\{(\w+)(?::-([^${}]*))?\}|(\w+))/g,
    (_match, braced?: string, other?: string, bare?: string) => {
      const name = braced ?? bare ?? '';
      const value = values.get(name);
      isClear &&= values.has(name) ? value !== undefined : other !== undefined;
      isClear &&= !predefined.test(name);
      return value || other || '';
    },
  );
  return isClear && text !== '' && !/[$"'\\`]/.test(text) ? text : undefined;
}

export function unquote(text: string): string {
  return /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
}
