/** How many inputs, and from which seed: SOAK_SEED repeats what a failing test has printed. */
const given = process.env['SOAK_SEED'];

export function parametersOf({ numRuns }: { numRuns: number }) {
  return { numRuns, ...(given === undefined ? {} : { seed: Number(given) }) };
}
