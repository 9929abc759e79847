import type { Scope } from '../expressions/evaluate.ts';
import { noFindings, resolve } from '../expressions/resolve.ts';
import { UnknownValue } from '../expressions/unknown-value.ts';
import { isTruthy } from '../expressions/value.ts';
import type { StepResult } from '../result.ts';
import type { Step } from '../workflow/steps.ts';

/** A failure that `continue-on-error` allows, however the step came to fail. */
export function tolerate<T extends Pick<StepResult, 'outcome'>>(
  ending: T,
  { continueOnError }: Pick<Step, 'continueOnError'>,
  scope: Scope,
): T {
  if (ending.outcome !== 'failed' || continueOnError === undefined) return ending;
  const answer = resolve(continueOnError, scope, noFindings());
  const isAllowed = !(answer instanceof UnknownValue) && isTruthy(answer);
  return isAllowed ? { ...ending, outcome: 'tolerated' } : ending;
}
