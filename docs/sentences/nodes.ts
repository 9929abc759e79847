import ts from 'typescript';

/** Everything of one kind below a node, in the order of the source. */
export function nodesIn<T extends ts.Node>(
  node: ts.Node,
  isWanted: (node: ts.Node) => node is T,
): T[] {
  const found: T[] = [];
  const visit = (child: ts.Node) => {
    if (isWanted(child)) found.push(child);
    ts.forEachChild(child, visit);
  };
  visit(node);
  return found;
}

export function propertiesIn(node: ts.Node, name: string): readonly ts.Node[] {
  const assigned = nodesIn(node, ts.isPropertyAssignment)
    .filter((property) => ts.isIdentifier(property.name) && property.name.text === name)
    .map(({ initializer }) => initializer);
  const short = nodesIn(node, ts.isShorthandPropertyAssignment)
    .map((property) => property.name)
    .filter(({ text }) => text === name);
  return [...assigned, ...short];
}

export type Function = ts.FunctionDeclaration | ts.ArrowFunction | ts.FunctionExpression;

export function isFunction(node: ts.Node): node is Function {
  return (
    ts.isFunctionDeclaration(node) || ts.isArrowFunction(node) || ts.isFunctionExpression(node)
  );
}

export function returnsOf({ body }: Function): readonly ts.Node[] {
  if (!body || !ts.isBlock(body)) return body ? [body] : [];
  const own: ts.Node[] = [];
  const visit = (node: ts.Node) => {
    if (isFunction(node)) return;
    if (ts.isReturnStatement(node) && node.expression) own.push(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return own;
}

export function templateParts({ head, templateSpans }: ts.TemplateExpression): readonly ts.Node[] {
  return [head, ...templateSpans.flatMap(({ expression, literal }) => [expression, literal])];
}

export function isText(node: ts.Node): node is ts.Node & { text: string } {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node)
  );
}

export function isWrapper(node: ts.Node): node is ts.Node & { expression: ts.Expression } {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isSpreadElement(node)
  );
}
