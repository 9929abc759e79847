import type { Report, StepResult } from '../result.ts';
import { hideIn, type Masks } from './masks.ts';

/** A report without secrets. The words of the rehearsal itself stay, whatever a step calls a secret. */
export function hideInReport(report: Report, masks: Masks): Report {
  return {
    ...hideIn(report, masks),
    steps: report.steps.map((result) => hideInResult(result, masks)),
  };
}

/** Outputs can have a secret in their names, too. */
export function hideInResult(result: StepResult, masks: Masks): StepResult {
  const { kind, outcome, outputs } = result;
  const entries = Object.entries(outputs ?? {});
  const hidden = entries.map(([name, value]) => [masks.hide(name), masks.hide(value)]);
  return {
    ...hideIn(result, masks),
    kind,
    outcome,
    ...(outputs && { outputs: Object.fromEntries(hidden) as Record<string, string> }),
  };
}
