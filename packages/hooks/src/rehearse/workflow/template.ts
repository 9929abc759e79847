import { NoOperationTraceWriter } from '@actions/workflow-parser';
import { FeatureFlags } from '@actions/expressions/features';
import { getActionSchema } from '@actions/workflow-parser/actions/action-schema';
import { MappingDefinition } from '@actions/workflow-parser/templates/schema/mapping-definition';
import type { TemplateSchema } from '@actions/workflow-parser/templates/schema/index';
import {
  TemplateContext,
  TemplateValidationErrors,
} from '@actions/workflow-parser/templates/template-context';
import { readTemplate } from '@actions/workflow-parser/templates/template-reader';
import type {
  LiteralToken,
  MappingToken,
  TemplateToken,
} from '@actions/workflow-parser/templates/tokens/index';
import { StringToken } from '@actions/workflow-parser/templates/tokens/string-token';
import { isMapping } from '@actions/workflow-parser/templates/tokens/type-guards';
import { getWorkflowSchema } from '@actions/workflow-parser/workflows/workflow-schema';
import { YamlObjectReader } from '@actions/workflow-parser/workflows/yaml-object-reader';
import { LineCounter, parseDocument, visit } from 'yaml';
import { HookError } from '../../errors.ts';
import { refuseBombs, refuseExcess } from './limits.ts';

/** A file that GitHub would not take, with one sentence per mistake. */
export class InvalidFile extends HookError {
  override readonly name = 'InvalidFile';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems[0] ?? 'The file is not valid.');
    this.problems = problems;
  }
}

export interface Template {
  root: MappingToken;
  context: TemplateContext;
  /** Name of the file, for messages. */
  name: string;
}

const kinds = {
  workflow: { root: 'workflow-root-strict', schema: getWorkflowSchema },
  action: { root: 'action-root-strict', schema: getActionSchema },
};

/** Mistakes that are told; who repairs these finds the others. */
const mostProblems = 20;

/**
 * Reads a workflow or an action.yml with GitHub's own parser and schema.
 * @throws InvalidFile with line and column of what is wrong, HookError when it is too much
 */
export function parseTemplate(kind: keyof typeof kinds, name: string, text: string): Template {
  checkYaml(name, text);
  const { root, schema } = kinds[kind];
  const context = new TemplateContext(
    new TemplateValidationErrors(mostProblems),
    withOwnNames(schema()),
    new NoOperationTraceWriter(),
  );
  // What is new in workflows is told as not played, not as a mistake.
  context.state['featureFlags'] = new FeatureFlags({ all: true });
  const file = context.getFileId(name);
  const value: TemplateToken | undefined = readTemplate(
    context,
    root,
    new ValueReader(file, text),
    file,
  );
  refuseErrors(context, name);
  if (value === undefined || !isMapping(value)) throw new InvalidFile([`${name} is empty.`]);
  return { root: value, context, name };
}

/** A key called `constructor` is not one that the schema has, though every object has it. */
function withOwnNames(schema: TemplateSchema): TemplateSchema {
  for (const definition of Object.values(schema.definitions)) {
    if (definition instanceof MappingDefinition) Object.setPrototypeOf(definition.properties, null);
  }
  return schema;
}

/** @throws InvalidFile when the parser has found mistakes by now */
export function refuseErrors(context: TemplateContext, name: string): void {
  const errors = context.errors.getErrors();
  if (errors.length === 0) return;
  const sentences = errors.map(({ rawMessage, range }) =>
    problem(name, range?.start, rawMessage ?? 'not valid'),
  );
  throw new InvalidFile([...new Set(sentences)]);
}

/**
 * Of a text in several lines the parser takes the YAML source, with its indentation, when there are
 * expressions in it. A script needs the value.
 */
class ValueReader extends YamlObjectReader {
  override allowLiteral(): LiteralToken | undefined {
    const token = super.allowLiteral();
    if (!(token instanceof StringToken)) return token;
    return new StringToken(token.file, token.range, token.value, undefined);
  }
}

/**
 * The YAML itself. The workflow parser would write a picture of each mistake, which takes minutes when
 * there are thousands.
 */
function checkYaml(name: string, text: string): void {
  refuseExcess(text, name);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false });
  const problems = document.errors.slice(0, mostProblems).map(({ pos, message }) => {
    const { line, col } = lineCounter.linePos(pos[0]);
    return problem(name, { line, column: col }, `not valid YAML: ${message}`);
  });
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document)) return;
      const { line, col } = lineCounter.linePos(alias.range?.[0] ?? 0);
      problems.push(problem(name, { line, column: col }, `no anchor for *${alias.source}`));
    },
  });
  if (problems.length > 0) throw new InvalidFile(problems);
  if (document.contents === null) throw new InvalidFile([`${name} is empty.`]);
  refuseBombs(document, name);
}

/** What the parsers say in words of their own. */
const sentences = new Map([
  ['ErrorExceededMaxLength', 'An expression is longer than 21000 letters'],
]);

function problem(
  name: string,
  place: { line: number; column: number } | undefined,
  message: string,
): string {
  const where = place ? `:${String(place.line)}:${String(place.column)}` : '';
  const sentence = (sentences.get(message) ?? message)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '');
  return `${name}${where}: ${sentence.slice(0, 300)}.`;
}
