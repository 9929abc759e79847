import { sized } from './size.ts';

/** Milliseconds for all inputs of a test, on a machine that does other things as well. */
export const limit = sized({ part: 300_000, full: 7_200_000 });

const given = process.env['SOAK_SEED'];

/**
 * How many inputs, and from which seed: SOAK_SEED repeats what a failing test has printed, and looks for the
 * smallest input that fails.
 */
export function parametersOf({ numRuns }: { numRuns: number }) {
  return given === undefined ? { numRuns, endOnFailure: true } : { numRuns, seed: Number(given) };
}
