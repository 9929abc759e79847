import {
  isBoolean,
  isMapping,
  isNumber,
  isSequence,
  isString,
} from '@actions/workflow-parser/templates/tokens/type-guards';
import { BasicExpressionToken } from '@actions/workflow-parser/templates/tokens/basic-expression-token';
import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { HookError, messageOf } from '../../errors.ts';
import { evaluate, shown, type Scope } from './evaluate.ts';
import { lineOf, piecesOf, type Piece } from './pieces.ts';
import { UnknownValue, type UnknownReason } from './unknown-value.ts';
import { isValues, toText, type Value } from './value.ts';

/** An expression without a value, and where it stands. */
export interface Unknown extends UnknownReason {
  expression: string;
  line: number;
}

/** An expression that fails wherever it is evaluated. */
export interface Failure {
  line: number;
  message: string;
}

/** What came up while parts of a workflow were evaluated. */
export interface Findings {
  unknown: Unknown[];
  failures: Failure[];
}

export function noFindings(): Findings {
  return { unknown: [], failures: [] };
}

/** Whether something stands in the way, be it only until the steps before have been played. */
export function isResolved({ unknown, failures }: Findings): boolean {
  return unknown.length === 0 && failures.length === 0;
}

/**
 * A part of a workflow with its expressions evaluated. Where that is not possible stands an
 * UnknownValue, and the findings say why.
 */
export function resolve(token: TemplateToken, scope: Scope, findings: Findings): Value {
  if (token instanceof BasicExpressionToken) return resolveText(token, scope, findings);
  if (isMapping(token)) return resolveMapping(token, scope, findings);
  if (isSequence(token)) return [...token].map((item) => resolve(item, scope, findings));
  if (isString(token) || isNumber(token) || isBoolean(token)) return token.value;
  return null;
}

/** A condition or another bare expression. */
export function resolveExpression(
  piece: Exclude<Piece, string>,
  scope: Scope,
  findings: Findings,
): Value {
  const { expression, line } = piece;
  try {
    return evaluate(expression, scope);
  } catch (error) {
    if (error instanceof UnknownValue) {
      findings.unknown.push({ ...error.reason, expression: shown(expression), line });
      return error;
    }
    if (!(error instanceof HookError)) throw error;
    findings.failures.push({ line, message: error.message });
    return new UnknownValue({ what: shown(expression), why: messageOf(error) });
  }
}

function resolveText(token: BasicExpressionToken, scope: Scope, findings: Findings): Value {
  const pieces = piecesOf(token);
  const values = pieces.map((piece) =>
    typeof piece === 'string' ? piece : resolveExpression(piece, scope, findings),
  );
  const [only, ...more] = values;
  // An expression alone keeps its type.
  if (only !== undefined && more.length === 0) return only;
  return values.find((value) => value instanceof UnknownValue) ?? values.map(toText).join('');
}

function resolveMapping(token: MappingToken, scope: Scope, findings: Findings): Value {
  const entries = [...token].flatMap(({ key, value }): [string, Value][] => {
    const resolved = resolve(value, scope, findings);
    if (!key.isExpression) return [[key.toString(), resolved]];
    if (key instanceof BasicExpressionToken) {
      const name = resolve(key, scope, findings);
      return name instanceof UnknownValue ? [] : [[toText(name), resolved]];
    }
    // `${{ insert }}`: the entries of another mapping.
    if (isValues(resolved)) return [...resolved];
    if (!(resolved instanceof UnknownValue)) {
      findings.failures.push({ line: lineOf(key), message: '${{ insert }} needs a mapping.' });
    }
    return [];
  });
  return new Map(entries);
}
