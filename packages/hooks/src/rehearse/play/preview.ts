import { HookError, explain } from '../../errors.ts';
import { envContext, laterContext, type Contexts } from '../expressions/contexts.ts';
import type { Scope } from '../expressions/evaluate.ts';
import {
  isResolved,
  noFindings,
  resolve,
  resolveExpression,
  type Findings,
} from '../expressions/resolve.ts';
import { isTruthy, isValues, type Value, type Values } from '../expressions/value.ts';
import type { Given } from '../given.ts';
import type { StepResult } from '../result.ts';
import type { Step } from '../workflow/steps.ts';
import { readLocalAction } from './local-action.ts';
import type { PlayedStep } from './play-step.ts';
import { kindOf, resultKind, type StepKind } from './step-kind.ts';
import { leftOutStep } from './step-scope.ts';
import { tolerate } from './tolerate.ts';

export interface PreviewFacts {
  hasContainer: boolean;
  contexts: Contexts;
  given: Given;
  /** `env:` of workflow and job, as far as it is known. */
  env: Values;
  /** The folder that would be the workspace. */
  workspace: string;
}

/** What would become of the steps, without playing anything. */
export function previewSteps(steps: readonly Step[], facts: PreviewFacts): PlayedStep[] {
  const leftOut = new Map<string, Value>();
  return steps.map((step) => {
    const previewed = previewStep(step, facts, leftOut);
    const isLeftOut = previewed.result.outcome === 'not played';
    if (isLeftOut) leftOut.set(step.id, leftOutStep(step.id, facts.given));
    return previewed;
  });
}

/** @param leftOut steps before that are not played */
function previewStep(step: Step, facts: PreviewFacts, leftOut: Values): PlayedStep {
  const kind = kindOf(step, facts.hasContainer);
  const base = { title: step.title, kind: resultKind(kind, step), line: step.line };
  const reason = leftOutReason(kind, facts.workspace);
  if (reason !== undefined) {
    const result = { ...base, outcome: 'not played' as const, reason: reason.why };
    return { result, unknown: [], unsupported: [{ ...reason, line: step.line }] };
  }
  const scope = scopeOf(facts, leftOut);
  if (isNever(step, scope(facts.env))) {
    const why = `its condition is false: ${step.condition}`;
    return { result: { ...base, outcome: 'skipped', reason: why }, unknown: [], unsupported: [] };
  }
  const { unknown: all, failures } = inspect(step, facts.env, scope);
  const unknown = all.filter(({ isLater }) => !isLater);
  const names = [...new Set(unknown.map(({ what }) => what))].join(', ');
  const [failure] = failures;
  const ending: Pick<StepResult, 'outcome' | 'reason'> = failure
    ? { outcome: 'failed', reason: failure.message }
    : names !== ''
      ? { outcome: 'not played', reason: `${names} cannot be known here` }
      : { outcome: 'planned', reason: conditionText(step) };
  const result = { ...base, ...tolerate(ending, step, scope(facts.env)) };
  return { result, unknown, unsupported: [] };
}

/** Whether the condition is false however the steps before end. */
function isNever({ condition, conditionLine: line }: Step, scope: Scope): boolean {
  return (['success', 'failure'] as const).every((status) => {
    const findings = noFindings();
    const answer = resolveExpression(
      { expression: condition, line },
      { ...scope, status },
      findings,
    );
    return isResolved(findings) && !isTruthy(answer);
  });
}

function conditionText({ condition }: Step): string | undefined {
  return condition === 'success()' ? undefined : `if ${condition}`;
}

function leftOutReason(
  kind: StepKind,
  workspace: string,
): { what: string; why: string } | undefined {
  if (kind.kind === 'left out') return { what: kind.what, why: kind.why };
  if (kind.kind !== 'local') return undefined;
  try {
    const action = readLocalAction(workspace, kind.path);
    return typeof action === 'string' ? { what: kind.path, why: action } : undefined;
  } catch (error) {
    if (!(error instanceof HookError)) throw error;
    return { what: kind.path, why: explain(error) };
  }
}

/** All expressions of a step, as far as they do not wait for other steps. */
function inspect(step: Step, env: Values, scopeWith: (env: Values) => Scope): Findings {
  const findings = noFindings();
  const own = step.env === undefined ? null : resolve(step.env, scopeWith(env), findings);
  const scope = scopeWith(new Map([...env, ...(isValues(own) ? own : [])]));
  resolveExpression({ expression: step.condition, line: step.conditionLine }, scope, findings);
  for (const token of [
    ...[step.run, step.with, step.shell, step.workingDirectory],
    ...[step.continueOnError, step.timeoutMinutes],
  ]) {
    if (token !== undefined) resolve(token, scope, findings);
  }
  return findings;
}

function scopeOf({ contexts }: PreviewFacts, leftOut: Values): (env: Values) => Scope {
  const later = { steps: laterContext('steps', leftOut), job: laterContext('job') };
  return (env) => ({
    contexts: { ...contexts, env: envContext(env), ...later },
    status: 'success',
  });
}
