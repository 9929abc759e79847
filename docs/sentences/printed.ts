import { relative } from 'node:path';
import ts from 'typescript';
import { nodesIn, propertiesIn } from './nodes.ts';
import { baseOf, type SourceTree } from './source-tree.ts';
import { fixedLength, wordingsOf, type Wording } from './wordings.ts';

export interface Sentence {
  /** `…` stands for what differs. */
  text: string;
  file: string;
  line: number;
}

/** Sentences with fewer letters and digits are hardly more than what a run puts into them. */
export const fewestLetters = 7;

/** Errors whose message is printed; those of others, and plain ones, are only quoted as a reason. */
const printedErrors = ['HookError', 'EcrAuthError'];

/** What prints the only argument it gets: of Log, of Output and of HelperIo. */
const printers = ['error', 'warning', 'notice', 'note', 'warn'];

/**
 * What the code can print to people as an error, a warning or a notice, as far as the source tells:
 *
 * - the message of a HookError, an EcrAuthError and of what is derived from them;
 * - what is given to `log.error`, `log.warning`, `log.notice`, `output.note`, `warn` and `stderr.write`;
 * - what a DockerError takes for docker's words.
 *
 * How texts are put together out of parts is followed by `wordingsOf`. Findings of `ecr-auth doctor`, the verdicts of
 * `hooks report` and what a rehearsal tells of its steps are answers of a command, not its errors.
 */
export function sentencesOf(tree: SourceTree, root: string): readonly Sentence[] {
  const all = tree.files
    .flatMap(printedIn)
    .flatMap((expression) => wordingsOf(expression, tree))
    .filter(({ text }) => fixedLength(text) >= fewestLetters)
    .map((wording) => placed(wording, root));
  const byText = new Map(all.map((sentence) => [sentence.text, sentence]));
  return [...byText.values()].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

function printedIn(file: ts.SourceFile): readonly ts.Node[] {
  const messages = nodesIn(file, ts.isClassDeclaration)
    .filter((type) => baseOf(type)?.getText() === 'Error')
    .filter((type) => printedErrors.includes(type.name?.text ?? ''))
    .flatMap((type) => nodesIn(type, ts.isCallExpression))
    .filter((call) => call.expression.kind === ts.SyntaxKind.SuperKeyword);
  const prints = nodesIn(file, ts.isCallExpression).filter(isPrint);
  const said = nodesIn(file, ts.isNewExpression)
    .filter(({ expression }) => expression.getText() === 'DockerError')
    .flatMap(({ arguments: [details] = [] }) => (details ? propertiesIn(details, 'stderr') : []));
  return [...[...messages, ...prints].flatMap((call) => call.arguments.slice(0, 1)), ...said];
}

function isPrint({ expression, arguments: given }: ts.CallExpression): boolean {
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  const text = name.getText();
  const toStderr = text === 'write' && expression.getText().endsWith('stderr.write');
  return given.length === 1 && (printers.includes(text) || toStderr);
}

function placed({ text, at }: Wording, root: string): Sentence {
  const file = at.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(at.getStart());
  return { text: text.trim(), file: relative(root, file.fileName), line: line + 1 };
}

/** Every text in the sources by itself, printed or not: parts of sentences, and what they are made of. */
export function literalsOf({ files }: SourceTree): readonly string[] {
  return files.flatMap((file) => [
    ...nodesIn(file, ts.isStringLiteralLike).map(({ text }) => text),
    ...nodesIn(file, ts.isTemplateExpression).map(({ head, templateSpans }) =>
      [head, ...templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join('…'),
    ),
  ]);
}

/** By these the hook knows sentences of docker, and of what runs in its containers. */
const knowing = ['docker/docker-error.ts', 'commands/last-words.ts'];

export function knownPatternsOf({ files }: SourceTree): readonly RegExp[] {
  return (
    files
      .filter(({ fileName }) => knowing.some((name) => fileName.endsWith(name)))
      .flatMap((file) => nodesIn(file, ts.isRegularExpressionLiteral))
      .filter(({ text }) => fixedLength(text) >= fewestLetters)
      .map(({ text }) => new RegExp(text.slice(1, text.lastIndexOf('/')), 'i'))
      // Those that take something off fit everything.
      .filter((pattern) => !pattern.test(''))
  );
}
