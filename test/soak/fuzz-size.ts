/**
 * How many inputs, and from which seed: SOAK_SEED repeats what a failing test has printed, and looks for the
 * smallest input that fails.
 */
const given = process.env['SOAK_SEED'];

export function parametersOf({ numRuns }: { numRuns: number }) {
  return given === undefined ? { numRuns, endOnFailure: true } : { numRuns, seed: Number(given) };
}
