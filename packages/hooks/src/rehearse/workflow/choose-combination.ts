import { givenMatrix, type Contexts } from '../expressions/contexts.ts';
import { isResolved, noFindings, resolve } from '../expressions/resolve.ts';
import { isValues, Lookup, type Value, type Values } from '../expressions/value.ts';
import { WrongOption, type Given } from '../given.ts';
import { combinationsOf, describeCombination, fits } from './matrix.ts';
import type { WorkflowJob } from './workflow.ts';

export interface Chosen {
  /** `matrix` and `strategy`. */
  contexts: Contexts;
  /** For people: which combination of how many; nothing without a matrix. */
  description: string | undefined;
}

/**
 * One combination of the job's matrix: the first that has the given values.
 * @throws WrongOption when none has them
 */
export function chooseCombination(
  { strategy, id }: Pick<WorkflowJob, 'strategy' | 'id'>,
  contexts: Contexts,
  given: Given['matrix'],
): Chosen {
  const findings = noFindings();
  const value =
    strategy === undefined ? null : resolve(strategy, { contexts, status: 'success' }, findings);
  const matrix = isValues(value) ? value.get('matrix') : undefined;
  if (matrix === undefined) {
    if (given.size > 0) throw new WrongOption(`Job ${id} has no matrix.`);
    return { contexts: contextsOf(new Lookup(new Map()), value, 0, 1), description: undefined };
  }
  if (!isResolved(findings) || !isValues(matrix)) {
    const described = given.size > 0 ? describeCombination(given) : 'nothing is given of it';
    const description = `not known here: ${described}`;
    return { contexts: contextsOf(givenMatrix(given), value, 0, 1), description };
  }
  const combinations = combinationsOf(matrix);
  const index = combinations.findIndex((combination) => fits(combination, given));
  const combination = combinations[index];
  if (!combination) {
    throw new WrongOption(
      `Job ${id} has no combination with ${describeCombination(given) || 'anything'}.`,
      { hint: `It has ${summary(combinations)}.` },
    );
  }
  const total = combinations.length;
  return {
    contexts: contextsOf(new Lookup(combination), value, index, total),
    description: `${describeCombination(combination)} (${String(index + 1)} of ${String(total)})`,
  };
}

function contextsOf(matrix: Lookup, strategy: Value, index: number, total: number): Contexts {
  const written: Values = isValues(strategy) ? strategy : new Map();
  const values = new Map<string, Value>([
    ['fail-fast', written.get('fail-fast') ?? true],
    ['job-index', index],
    ['job-total', total],
    ['max-parallel', written.get('max-parallel') ?? total],
  ]);
  return { matrix, strategy: new Lookup(values) };
}

function summary(combinations: readonly Values[]): string {
  const shown = combinations
    .slice(0, 5)
    .map((combination) => `{${describeCombination(combination)}}`);
  const more = combinations.length - shown.length;
  return [...shown, ...(more > 0 ? [`${String(more)} more`] : [])].join(', ') || 'none';
}
