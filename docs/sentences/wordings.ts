import ts from 'typescript';
import { isFunction, isText, isWrapper, propertiesIn, returnsOf, templateParts } from './nodes.ts';
import type { SourceTree } from './source-tree.ts';

/** A text as far as the source tells it: `…` stands for what only a run knows. */
export interface Wording {
  text: string;
  /** Its longest fixed part: whoever changes the sentence does it there. */
  at: ts.Node;
}

/** Methods after which a text says what it said. */
const sameText = /^(join|filter|trim|replace|replaceAll|slice)$/;

/** With more of them, a text of many parts that vary each gets holes for these parts. */
const mostWordings = 400;

/**
 * All texts that an expression can have:
 *
 * - a literal, a template, `+`, both arms of `?:`, `??`, `||`, the elements of an array, what `.map(f)` makes;
 *   `.join()`, `.filter()`, `.trim()`, `.slice()` and `.replace()` leave a text as it is;
 * - a constant: its value, in `for … of` each element; `table[key]`: each value of the constant table;
 * - a call of a function: each of its `return`s; a parameter: the argument of each call in both packages;
 * - `it.why`, or `why` taken out of something: the values of all properties of that name in this file and in the one
 *   that declares the property, and for a parameter those in the arguments of the calls;
 * - anything else, and whatever leads back to itself: `…`.
 */
export function wordingsOf(expression: ts.Node, tree: SourceTree): readonly Wording[] {
  const open = new Set<ts.Node>();
  const bound = new Map<ts.ParameterDeclaration, readonly Wording[]>();

  function resolve(node: ts.Node): readonly Wording[] {
    if (open.has(node)) return [hole(node)];
    open.add(node);
    const found = distinct(textsOf(node));
    open.delete(node);
    return found.length === 0 ? [hole(node)] : found;
  }

  function textsOf(node: ts.Node): readonly Wording[] {
    if (isText(node)) return [{ text: node.text, at: node }];
    if (ts.isTemplateExpression(node)) return joined(templateParts(node));
    if (ts.isConditionalExpression(node)) return either(node.whenTrue, node.whenFalse);
    if (ts.isBinaryExpression(node)) return ofBinary(node);
    if (ts.isArrayLiteralExpression(node)) return either(...node.elements);
    if (isWrapper(node)) return resolve(node.expression);
    if (ts.isIdentifier(node)) return ofName(node);
    if (ts.isPropertyAccessExpression(node)) return ofProperty(node.name.text, node.expression);
    if (ts.isElementAccessExpression(node)) return ofElement(node);
    if (ts.isCallExpression(node)) return ofCall(node);
    if (isFunction(node)) return either(...returnsOf(node));
    return [hole(node)];
  }

  function either(...nodes: readonly ts.Node[]): readonly Wording[] {
    return nodes.flatMap(resolve);
  }

  function joined(parts: readonly ts.Node[]): readonly Wording[] {
    const choices = parts.map((part) => [part, resolve(part)] as const);
    const count = choices.reduce((product, [, texts]) => product * texts.length, 1);
    const bounded = choices.map(([part, texts]) =>
      count > mostWordings && texts.length > 1 ? [hole(part)] : texts,
    );
    return bounded.reduce<readonly Wording[]>(
      (begins, ends) => begins.flatMap((begin) => ends.map((end) => concat(begin, end))),
      [{ text: '', at: parts[0] ?? expression }],
    );
  }

  function ofBinary({ left, right, operatorToken }: ts.BinaryExpression): readonly Wording[] {
    if (operatorToken.kind === ts.SyntaxKind.PlusToken) return joined([left, right]);
    if (operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) return resolve(right);
    return either(left, right);
  }

  function ofName(name: ts.Identifier): readonly Wording[] {
    const declaration = tree.symbolOf(name)?.valueDeclaration;
    if (!declaration) return [hole(name)];
    if (ts.isVariableDeclaration(declaration)) {
      const isConstant = (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
      const { parent } = declaration.parent;
      const initializer = ts.isForOfStatement(parent) ? parent.expression : declaration.initializer;
      return isConstant && initializer ? resolve(initializer) : [hole(name)];
    }
    if (isFunction(declaration)) return resolve(declaration);
    if (ts.isParameter(declaration))
      return bound.get(declaration) ?? either(...argumentsFor(declaration));
    if (ts.isBindingElement(declaration)) return ofBinding(declaration);
    return [hole(name)];
  }

  /** What the calls in both packages give for a parameter. */
  function argumentsFor(parameter: ts.ParameterDeclaration): readonly ts.Node[] {
    const { parent } = parameter;
    const place = parent.parameters.indexOf(parameter);
    const named = ts.isFunctionDeclaration(parent) ? parent.name : nameOf(parent.parent);
    const symbol = named && tree.symbolOf(named);
    const calls = symbol ? tree.callsOf(symbol) : [];
    const given = calls.map((call) => call.arguments?.[place]).filter((node) => node !== undefined);
    return parameter.initializer ? [...given, parameter.initializer] : given;
  }

  function ofBinding(element: ts.BindingElement): readonly Wording[] {
    const { propertyName, name, parent } = element;
    const key = propertyName ?? name;
    if (!ts.isIdentifier(key) || ts.isArrayBindingPattern(parent)) return [hole(element)];
    const owner = parent.parent;
    const given = ts.isParameter(owner) ? argumentsFor(owner) : [];
    const values = given.flatMap((object) => propertiesIn(object, key.text));
    return values.length > 0 ? either(...values) : ofProperty(key.text, parent);
  }

  function ofProperty(name: string, owner: ts.Node): readonly Wording[] {
    // Of others: what they say is not in the sources.
    if (name === 'message') return [hole(owner)];
    const files = new Set([owner.getSourceFile(), ...tree.declaringFiles(owner, name)]);
    return either(...[...files].flatMap((file) => propertiesIn(file, name)));
  }

  function ofElement({ expression: table }: ts.ElementAccessExpression): readonly Wording[] {
    const declaration = ts.isIdentifier(table) && tree.symbolOf(table)?.valueDeclaration;
    const value = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer;
    if (value && ts.isObjectLiteralExpression(value)) {
      return either(
        ...value.properties.filter(ts.isPropertyAssignment).map((it) => it.initializer),
      );
    }
    return ts.isIdentifier(table) ? resolve(table) : [hole(table)];
  }

  function ofCall({ expression: called, arguments: given }: ts.CallExpression): readonly Wording[] {
    const [first] = given;
    if (ts.isPropertyAccessExpression(called)) {
      const method = called.name.text;
      if (/^(flatM|m)ap$/.test(method) && first) return resolve(first);
      return sameText.test(method)
        ? resolve(called.expression)
        : ofProperty(method, called.expression);
    }
    const target = ts.isIdentifier(called) && tree.symbolOf(called)?.valueDeclaration;
    const parameters = target && isFunction(target) ? target.parameters : [];
    const before = new Map(bound);
    for (const [place, parameter] of parameters.entries()) {
      const argument = given[place] ?? parameter.initializer;
      if (argument) bound.set(parameter, resolve(argument));
    }
    const found = resolve(called);
    bound.clear();
    for (const [parameter, wordings] of before) bound.set(parameter, wordings);
    return found;
  }

  return resolve(expression);
}

function hole(at: ts.Node): Wording {
  return { text: '…', at };
}

function concat(begin: Wording, end: Wording): Wording {
  const at = fixedLength(end.text) > fixedLength(begin.text) ? end.at : begin.at;
  return { text: (begin.text + end.text).replaceAll(/…+/g, '…'), at };
}

/** Letters that are the same in each run. */
export function fixedLength(text: string): number {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, '').length;
}

function distinct(wordings: readonly Wording[]): readonly Wording[] {
  return [...new Map(wordings.map((wording) => [wording.text, wording])).values()];
}

function nameOf(node: ts.Node): ts.Node | undefined {
  return ts.isVariableDeclaration(node) || ts.isClassDeclaration(node) ? node.name : undefined;
}
