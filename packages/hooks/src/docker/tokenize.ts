/**
 * Splits text into arguments as the runner does. Its built-in path hands one string to .NET, whose
 * rules on Unix (dotnet/runtime, `Process.Unix.cs`, `ParseArgumentsIntoList`) differ from a
 * shell's: only double quotes group, a backslash counts only in front of one, and `'`, `$`, `*`
 * are characters like any other. A line break is one of those, too: in `options: |` it becomes part
 * of a value, and docker refuses the value; `options: >-` puts the lines on one.
 */

/** The runner cuts `entryPointArgs` at every single space; this puts the text together again. */
export function joinFragments(fragments: readonly string[]): string {
  return fragments.join(' ');
}

/** .NET's rules: for `entryPointArgs`. An unterminated quote runs to the end. */
export function tokenizeArguments(text: string): string[] {
  return tokenize(text, false);
}

/**
 * For `createOptions`: the same, and a token that starts with `'` and whose closing `'` stands
 * before a separator or the end groups too, as people wrote for GitHub's hook.
 */
export function tokenizeOptions(text: string): string[] {
  return tokenize(text, true);
}

function tokenize(text: string, singleQuotes: boolean): string[] {
  const tokens: string[] = [];
  let position = skipSeparators(text, 0);
  while (position < text.length) {
    const quoted = singleQuotes ? /^'([^']*)'(?=[ \t]|$)/.exec(text.slice(position)) : null;
    const [token, end] = quoted
      ? [quoted[1] ?? '', position + quoted[0].length]
      : readToken(text, position);
    tokens.push(token);
    position = skipSeparators(text, end);
  }
  return tokens;
}

function skipSeparators(text: string, start: number): number {
  let position = start;
  while (isSeparator(text[position])) position += 1;
  return position;
}

/** One token from `start`, which is not a separator, and the position after it. */
function readToken(text: string, start: number): [string, number] {
  let token = '';
  let inQuotes = false;
  let position = start;
  while (position < text.length && (inQuotes || !isSeparator(text[position]))) {
    const [literal, length] = readLiteral(text, position, inQuotes);
    token += literal;
    position += length;
    if (length > 0) continue;
    inQuotes = !inQuotes;
    position += 1;
  }
  return [token, position];
}

/** What stands for itself at a position and its length in the text; 0 for a quote that toggles. */
function readLiteral(text: string, position: number, inQuotes: boolean): [string, number] {
  const character = text[position] ?? '';
  if (character === '"') return inQuotes && text[position + 1] === '"' ? ['"', 2] : ['', 0];
  if (character !== '\\') return [character, 1];
  const slashes = /^\\+/.exec(text.slice(position))?.[0] ?? '';
  if (text[position + slashes.length] !== '"') return [slashes, slashes.length];
  const half = '\\'.repeat(Math.floor(slashes.length / 2));
  return slashes.length % 2 === 1 ? [`${half}"`, slashes.length + 1] : [half, slashes.length];
}

function isSeparator(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}
