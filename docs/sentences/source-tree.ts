import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { nodesIn } from './nodes.ts';

/** The sources of both packages, with what the compiler knows of their names. */
export interface SourceTree {
  files: readonly ts.SourceFile[];
  /** What a name stands for, behind its import. */
  symbolOf(name: ts.Node): ts.Symbol | undefined;
  /** Where a function is called, or a class is made: by itself, by `super` and by its heirs without constructor. */
  callsOf(symbol: ts.Symbol): readonly Call[];
  /** Where a property of what a node stands for is declared. */
  declaringFiles(node: ts.Node, property: string): readonly ts.SourceFile[];
}

export type Call = ts.CallExpression | ts.NewExpression;

const folders = ['packages/hooks/src', 'packages/ecr-auth/src'];

/** Names are enough: no types of others are read, which would take seconds. */
const options: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  allowImportingTsExtensions: true,
  noEmit: true,
  noLib: true,
  types: [],
};

export function readSourceTree(root: string): SourceTree {
  const names = folders.flatMap((folder) => sourcesBelow(join(root, folder)));
  const program = ts.createProgram({ rootNames: names, options, host: hostWithoutPackages() });
  const checker = program.getTypeChecker();
  const files = program.getSourceFiles().filter(({ fileName }) => names.includes(fileName));
  const symbolOf = (name: ts.Node) => {
    const symbol = ts.isShorthandPropertyAssignment(name.parent)
      ? checker.getShorthandAssignmentValueSymbol(name.parent)
      : checker.getSymbolAtLocation(name);
    const isAlias = symbol && (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    return isAlias ? checker.getAliasedSymbol(symbol) : symbol;
  };
  const calls = new Map<ts.Symbol, Call[]>();
  for (const call of files.flatMap((file) => nodesIn(file, isCall))) {
    const called = calledBy(call, symbolOf);
    if (called) calls.set(called, [...(calls.get(called) ?? []), call]);
  }
  return {
    files,
    symbolOf,
    callsOf: (symbol) => calls.get(symbol) ?? [],
    declaringFiles: (node, property) => {
      const declared = checker.getTypeAtLocation(node).getProperty(property)?.declarations ?? [];
      return declared.map((declaration) => declaration.getSourceFile());
    },
  };
}

/** What a class is derived from. */
export function baseOf(type: ts.ClassLikeDeclaration): ts.Expression | undefined {
  const clause = type.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  return clause?.types[0]?.expression;
}

function sourcesBelow(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
}

function hostWithoutPackages(): ts.CompilerHost {
  const host = ts.createCompilerHost(options, true);
  return {
    ...host,
    resolveModuleNameLiterals: (literals, file) =>
      literals.map(({ text }) => ({
        resolvedModule: text.startsWith('.')
          ? { resolvedFileName: join(file, '..', text), extension: ts.Extension.Ts }
          : undefined,
      })),
  };
}

function isCall(node: ts.Node): node is Call {
  return ts.isCallExpression(node) || ts.isNewExpression(node);
}

function calledBy(call: Call, symbolOf: SourceTree['symbolOf']): ts.Symbol | undefined {
  if (call.expression.kind !== ts.SyntaxKind.SuperKeyword) {
    return withConstructor(symbolOf(call.expression), symbolOf);
  }
  const type = ts.findAncestor(call, ts.isClassLike);
  const base = type && baseOf(type);
  return base && withConstructor(symbolOf(base), symbolOf);
}

/** Who makes something of a class without constructor calls that of its base. */
function withConstructor(
  symbol: ts.Symbol | undefined,
  symbolOf: SourceTree['symbolOf'],
): ts.Symbol | undefined {
  const type = symbol?.valueDeclaration;
  if (!type || !ts.isClassLike(type) || type.members.some(ts.isConstructorDeclaration)) {
    return symbol;
  }
  const base = baseOf(type);
  return base ? withConstructor(symbolOf(base), symbolOf) : symbol;
}
