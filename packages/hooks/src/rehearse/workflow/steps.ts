import type { Step as ModelStep } from '@actions/workflow-parser/model/workflow-template';
import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { isSequence } from '@actions/workflow-parser/templates/tokens/type-guards';
import { lineOf } from '../expressions/pieces.ts';

/** A step as it is written; expressions are evaluated when its turn comes. */
export interface Step {
  /** `id:`, else what the runner makes up: `__run`, `__actions_checkout`. */
  id: string;
  line: number;
  /** For people: `name:`, else what it does. */
  title: string;
  /** `if:` with the `success()` that stands in front of most of them. */
  condition: string;
  conditionLine: number;
  run: TemplateToken | undefined;
  uses: string | undefined;
  /** `wait`, `parallel` and others that are neither. */
  other: string | undefined;
  isBackground: boolean;
  env: TemplateToken | undefined;
  with: TemplateToken | undefined;
  shell: TemplateToken | undefined;
  workingDirectory: TemplateToken | undefined;
  continueOnError: TemplateToken | undefined;
  timeoutMinutes: TemplateToken | undefined;
}

const kinds = ['wait', 'wait-all', 'cancel', 'parallel'];

export function readSteps(steps: TemplateToken | undefined, models: readonly ModelStep[]): Step[] {
  if (steps === undefined || !isSequence(steps)) return [];
  return [...steps].map((step, index) => readStep(step.assertMapping('step'), models[index]));
}

function readStep(step: MappingToken, model: ModelStep | undefined): Step {
  const run = step.find('run');
  const uses = step.find('uses')?.toString();
  const other = kinds.find((kind) => step.find(kind) !== undefined);
  return {
    id: model?.id ?? '',
    line: lineOf(step),
    title: titleOf(step.find('name'), run, uses ?? other ?? ''),
    condition: model?.if?.expression ?? 'success()',
    conditionLine: lineOf(step.find('if') ?? step),
    run,
    uses,
    other,
    isBackground: model !== undefined && 'background' in model && model.background === true,
    env: step.find('env'),
    with: step.find('with'),
    shell: step.find('shell'),
    workingDirectory: step.find('working-directory'),
    continueOnError: step.find('continue-on-error'),
    timeoutMinutes: step.find('timeout-minutes'),
  };
}

/** As the runner shows it, in one line. */
function titleOf(
  name: TemplateToken | undefined,
  run: TemplateToken | undefined,
  fallback: string,
): string {
  const [first = ''] = textOf(run).trim().split('\n');
  const title = textOf(name) || `Run ${first || fallback}`;
  return title.replaceAll(/\s+/g, ' ').slice(0, 120);
}

/** The text as it was written, expressions included. */
function textOf(token: TemplateToken | undefined): string {
  if (token === undefined) return '';
  const source = 'source' in token ? token.source : undefined;
  return typeof source === 'string' ? source : token.toString();
}
