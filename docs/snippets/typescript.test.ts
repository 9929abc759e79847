/** The TypeScript of the pages: it compiles against our sources, and what it shows is what comes out. */
import { expect, test } from '@jest/globals';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { parseEcrHost } from '../../packages/ecr-auth/src/registry.ts';
import { root } from '../pages.ts';
import { blocksOf, type Block } from './blocks.ts';

/** As the package has them for others. */
const packages: Readonly<Record<string, string>> = {
  '@ecr-runner-hooks/ecr-auth': 'packages/ecr-auth/dist/index.js',
  '@ecr-runner-hooks/ecr-auth/registry': 'packages/ecr-auth/dist/registry.js',
};

/** As much of it as the pages use: its own types take seconds. */
const jest =
  'declare function test(title: string, body: () => Promise<void>): void;\n' +
  'declare function expect(value: unknown): { toHaveLength(length: number): void };\n';

/** Each block is a file beside the folder that its page is about. */
function fileOf({ page, code }: Block, index: number): [string, string] {
  const sources = Object.entries(packages).reduce(
    (text, [name, path]) => text.replaceAll(`'${name}'`, `'${join(root, path)}'`),
    code,
  );
  const globals = code.includes('expect(') ? jest : '';
  const folder = dirname(dirname(join(root, page)));
  return [join(folder, `snippet-${String(index)}.ts`), `${globals}${sources}`];
}

/** What the compiler has against each of them, by their paths. */
function problemsOf(files: ReadonlyMap<string, string>): Map<string, string[]> {
  const read = ts.readConfigFile(join(root, 'tsconfig.base.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, root);
  const settings = { ...options, noUnusedLocals: false };
  const host = ts.createCompilerHost(settings);
  const { readFile, fileExists } = host;
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.fileExists = (path) => files.has(path) || fileExists(path);
  const program = ts.createProgram([...files.keys()], settings, host);
  const problems = [...files.keys()].map((path): [string, string[]] => {
    const source = program.getSourceFile(path);
    const syntax = program.getSyntacticDiagnostics(source);
    const found = [...syntax, ...program.getSemanticDiagnostics(source)];
    return [path, found.map((each) => ts.flattenDiagnosticMessageText(each.messageText, ' '))];
  });
  return new Map(problems);
}

test('it compiles, and what does not would be found', () => {
  const blocks = blocksOf('ts').map(([, block]) => block);
  const code = "import { parseHost } from '@ecr-runner-hooks/ecr-auth/registry';\nparseHost(1);\n";
  const wrong = { page: 'packages/ecr-auth/README.md', where: '', language: 'ts', code };
  const problems = problemsOf(new Map([...blocks, wrong].map(fileOf)));
  const [last, ...others] = [...problems.values()].reverse();
  expect(last?.join()).toContain('parseHost');
  expect(others).toEqual(blocks.map(() => []));
});

test('hosts are parsed to what the comments say', () => {
  const shown = blocksOf('ts').flatMap(([, { code }]) => [
    ...code.matchAll(/^parseEcrHost\('(.*)'\);(?:\n| )\/\/ (.*)$/gm),
  ]);
  expect(shown).toHaveLength(2);
  for (const [, host = '', comment = ''] of shown) {
    const parsed = parseEcrHost(host);
    const fields = [...comment.matchAll(/(\w+): '([^']*)'/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    if (comment === 'undefined') expect(parsed).toBeUndefined();
    else expect(parsed).toMatchObject(Object.fromEntries(fields) as object);
  }
});
