import { isList, isValues, toText, type Value, type Values } from '../expressions/value.ts';

/** Matrix jobs that GitHub makes at most; more would only take time. */
const mostCombinations = 256;

/**
 * The jobs of a matrix in GitHub's order: the product of the lists without what is excluded, then
 * `include`, which adds to combinations that it does not contradict and else makes new ones.
 */
export function combinationsOf(matrix: Values): Values[] {
  const lists = [...matrix].filter(([key]) => key !== 'include' && key !== 'exclude');
  const excluded = entriesOf(matrix.get('exclude'));
  const product = productOf(lists).filter(
    (combination) => !excluded.some((entry) => fits(combination, entry)),
  );
  const own = new Set(lists.map(([key]) => key));
  const added: Values[] = [];
  let combinations = product;
  for (const entry of entriesOf(matrix.get('include'))) {
    const isMeant = (combination: Values) =>
      fits(combination, new Map([...entry].filter(([key]) => own.has(key))));
    if (product.length === 0 || !product.some(isMeant)) added.push(entry);
    else {
      combinations = combinations.map((combination, index) =>
        isMeant(product[index] ?? combination) ? new Map([...combination, ...entry]) : combination,
      );
    }
  }
  return [...combinations, ...added];
}

/** Whether a combination has all of these values; they may come from a command line, as text. */
export function fits(combination: Values, wanted: Values): boolean {
  return [...wanted].every(([key, value]) => {
    const own = combination.get(key);
    return own !== undefined && textFor(own) === textFor(value);
  });
}

/** For people: `os: linux, node: 20`. */
export function describeCombination(combination: Values): string {
  return [...combination].map(([key, value]) => `${key}: ${textFor(value)}`).join(', ');
}

function productOf(lists: readonly (readonly [string, Value])[]): Values[] {
  if (lists.length === 0) return [];
  return lists.reduce<Values[]>(
    (combinations, [key, list]) =>
      combinations
        .flatMap((combination) =>
          (isList(list) ? list : [list]).map((value) => new Map([...combination, [key, value]])),
        )
        .slice(0, mostCombinations),
    [new Map()],
  );
}

function entriesOf(value: Value | undefined): Values[] {
  return value !== undefined && isList(value) ? value.filter(isValues) : [];
}

/** Values in values are compared by what they hold. */
function textFor(value: Value): string {
  if (isList(value)) return `[${value.map(textFor).join(', ')}]`;
  if (isValues(value)) return `{${describeCombination(value)}}`;
  return toText(value);
}
