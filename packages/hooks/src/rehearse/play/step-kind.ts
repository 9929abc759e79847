import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { isMapping } from '@actions/workflow-parser/templates/tokens/type-guards';
import type { Step } from '../workflow/steps.ts';
import type { StepResult } from '../result.ts';

/** What becomes of a step, as far as the workflow alone tells. */
export type StepKind =
  | { kind: 'script' }
  | { kind: 'image'; image: string }
  | { kind: 'local'; path: string }
  | { kind: 'left out'; what: string; why: string };

const checkout = /^actions\/checkout@/i;

export function kindOf(step: Step, hasContainer: boolean): StepKind {
  const { run, uses, other, isBackground } = step;
  if (other !== undefined || isBackground) {
    const what = other ?? 'background';
    return { kind: 'left out', what, why: 'steps side by side are not played' };
  }
  if (run !== undefined) {
    if (hasContainer) return { kind: 'script' };
    const why = 'it runs on the host, not through the hook';
    return { kind: 'left out', what: step.title, why };
  }
  if (uses === undefined) return { kind: 'left out', what: step.title, why: 'it does nothing' };
  const image = /^docker:\/\/(.+)$/i.exec(uses)?.[1];
  if (image !== undefined) return { kind: 'image', image };
  if (uses.startsWith('./')) return { kind: 'local', path: uses };
  if (checkout.test(uses)) {
    return { kind: 'left out', what: uses, why: standInText(step.with) };
  }
  return { kind: 'left out', what: uses, why: 'marketplace actions are not played' };
}

/** What it checks out is in the workspace already, but for what its inputs say otherwise. */
function standInText(inputs: TemplateToken | undefined): string {
  const text = 'the copy of the workspace stands in for it';
  if (inputs === undefined || !isMapping(inputs)) return text;
  const odd = ['repository', 'ref', 'path'].filter((name) => inputs.find(name) !== undefined);
  return odd.length > 0 ? `${text}, whatever its ${odd.join(' and ')} says` : text;
}

/** The same in the words of a result. */
export function resultKind({ kind }: StepKind, step: Step): StepResult['kind'] {
  if (kind === 'script') return 'script';
  if (kind === 'image') return 'container action';
  if (kind === 'local') return 'action';
  return step.uses === undefined ? (step.run === undefined ? 'other' : 'script') : 'action';
}
