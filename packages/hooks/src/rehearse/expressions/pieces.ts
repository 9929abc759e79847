import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import type { BasicExpressionToken } from '@actions/workflow-parser/templates/tokens/basic-expression-token';

/** Text as it is, or an expression and the line that it stands in. */
export type Piece = string | { expression: string; line: number };

/**
 * A text with expressions in it, taken apart. The parser makes one `format('…', …)` of it, in which
 * quotes would have to be escaped and read twice.
 */
export function piecesOf(token: BasicExpressionToken): Piece[] {
  const line = lineOf(token);
  if (token.originalExpressions === undefined || token.source === undefined) {
    return [{ expression: token.expression, line }];
  }
  const lines = token.originalExpressions.map(lineOf);
  return split(token.source).map((piece) =>
    typeof piece === 'string' ? piece : { ...piece, line: lines.shift() ?? line },
  );
}

export function lineOf({ range }: Pick<TemplateToken, 'range'>): number {
  return range?.start.line ?? 0;
}

/** An expression ends at the first `}}` outside of its texts; `''` in one opens and closes another. */
function split(text: string): (string | { expression: string })[] {
  const pattern = /\$\{\{((?:'[^']*'|[^'])*?)\}\}/g;
  const pieces: (string | { expression: string })[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) pieces.push(text.slice(end, match.index));
    pieces.push({ expression: (match[1] ?? '').trim() });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}
