import { isAlias, isCollection, isPair, Lexer, type Document } from 'yaml';
import { HookError } from '../../errors.ts';

/** Bytes; GitHub itself takes less. */
export const largestFile = 1024 * 1024;

/**
 * Within these a file is read in a second or two; beyond them the YAML parser and the workflow parser
 * take minutes, or the whole stack.
 */
const limits = {
  tokens: 100_000,
  references: 500,
  depth: 50,
  dashes: 20,
  indent: 200,
  quoted: 64 * 1024,
  expressions: 2000,
};

/** In the lexer's terms, what follows is a scalar as it is written. */
const scalarMark = '\u001f';

/**
 * Looks at a text before any parser does.
 * @throws HookError when it is not made for people
 */
export function refuseExcess(text: string, name: string): void {
  const excess = findExcess(text);
  if (excess !== undefined) throw tooMuch(name, excess);
}

function findExcess(text: string): string | undefined {
  if (text.split('${{').length > limits.expressions) return 'expressions';
  const seen = { tokens: 0, references: 0, depth: 0, dashes: 0 };
  let isAtStart = true;
  let isScalar = false;
  for (const token of new Lexer().lex(text)) {
    seen.tokens += 1;
    const kind: string | undefined = isScalar ? 'scalar' : token[0];
    isScalar = kind === scalarMark;
    if (kind === '\n' || kind === '\r') {
      seen.dashes = 0;
      isAtStart = true;
      continue;
    }
    if (kind === '&' || kind === '*' || kind === '!') seen.references += 1;
    else if (kind === '[' || kind === '{') seen.depth += 1;
    else if (kind === ']' || kind === '}') seen.depth -= 1;
    else if (kind === '-' || kind === '?') seen.dashes += 1;
    else if (kind === ' ' && isAtStart && token.length > limits.indent) return 'levels';
    else if (kind === '"' && token.length > limits.quoted) return 'letters in quotes';
    isAtStart = false;
    if (seen.tokens > limits.tokens) return 'entries';
    if (seen.references > limits.references) return 'anchors and aliases';
    if (seen.depth > limits.depth || seen.dashes > limits.dashes) return 'levels';
  }
  return undefined;
}

/**
 * Aliases are written out later, each time they occur; a few lines can stand for billions.
 * @throws HookError when they stand for too much
 */
export function refuseBombs(document: Document, name: string): void {
  const sizes = new Map<unknown, number>();
  const sizeOf = (node: unknown): number => {
    const known = sizes.get(node);
    if (known !== undefined) return known;
    // One that holds itself is left out by the parser.
    sizes.set(node, 0);
    const size =
      1 + childrenOf(node, document).reduce<number>((sum, child) => sum + sizeOf(child), 0);
    sizes.set(node, size);
    return size;
  };
  if (sizeOf(document.contents) > limits.tokens) throw tooMuch(name, 'entries behind aliases');
}

function childrenOf(node: unknown, document: Document): unknown[] {
  if (isAlias(node)) return [node.resolve(document)];
  if (isPair(node)) return [node.key, node.value];
  return isCollection(node) ? [...node.items] : [];
}

function tooMuch(name: string, what: string): HookError {
  return new HookError(`${name} has too many ${what} to be read.`);
}
