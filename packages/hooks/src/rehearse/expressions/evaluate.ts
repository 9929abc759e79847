import { Evaluator, Lexer, Parser, data, wellKnownFunctions } from '@actions/expressions';
import { HookError, messageOf } from '../../errors.ts';
import { UnknownValue, findUnknown } from './unknown-value.ts';
import { fromData, type Lookup, type Value } from './value.ts';

type FunctionDefinition = (typeof wellKnownFunctions)[string];

/** What an expression sees. */
export interface Scope {
  contexts: Readonly<Record<string, Lookup>>;
  /** How the job goes, for `success()` and its like. */
  status: 'success' | 'failure';
}

/** Letters that one function may give; nested `format()` doubles its result at each level. */
const longestText = 1024 * 1024;

/**
 * The value of one expression, without `${{` and `}}`.
 * @throws UnknownValue when it needs what is not known here
 * @throws HookError when it fails, as it would on GitHub
 */
export function evaluate(expression: string, { contexts, status }: Scope): Value {
  const functions = functionsFor(status);
  const names = Object.keys(contexts);
  try {
    const tokens = lex(expression);
    const parsed = new Parser(tokens, names, [...functions.values()]).parse();
    const known = new data.Dictionary(
      ...Object.entries(contexts).map(([key, value]) => ({ key, value })),
    );
    return fromData(new Evaluator(parsed, known, functions).evaluate());
  } catch (error) {
    const unknown = findUnknown(error);
    if (unknown) throw unknown;
    throw new HookError(`The expression ${shown(expression)} fails: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

/** For messages. */
export function shown(expression: string): string {
  const line = expression.replaceAll(/\s+/g, ' ').trim();
  return `\${{ ${line.length > 200 ? `${line.slice(0, 200)} …` : line} }}`;
}

/** The lexer takes only the first of several `''` in a text for a quote. */
function lex(expression: string) {
  return new Lexer(expression)
    .lex()
    .tokens.map((token) =>
      typeof token.value === 'string' && token.lexeme.startsWith("'")
        ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") }
        : token,
    );
}

function functionsFor(status: Scope['status']): Map<string, FunctionDefinition> {
  const answers = {
    success: status === 'success',
    failure: status === 'failure',
    always: true,
    cancelled: false,
  };
  const statusFunctions = Object.entries(answers).map(([name, answer]): FunctionDefinition => {
    return { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(answer) };
  });
  const known = Object.values(wellKnownFunctions).map((definition): FunctionDefinition => ({
    ...definition,
    call: (...args) => limited(definition.call(...args)),
  }));
  const all = [...known, ...statusFunctions, hashFiles];
  return new Map(all.map((definition) => [definition.name.toLowerCase(), definition]));
}

const hashFiles: FunctionDefinition = {
  name: 'hashFiles',
  minArgs: 1,
  maxArgs: 255,
  call: () => {
    throw new UnknownValue({
      what: 'hashFiles()',
      why: 'the runner computes it with a program of its own',
    });
  },
};

function limited(result: data.ExpressionData): data.ExpressionData {
  if (result.kind === data.Kind.String && result.value.length > longestText) {
    throw new HookError('its text is longer than 1 MiB');
  }
  return result;
}
