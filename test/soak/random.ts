/** Random numbers that a failed test can have again: SOAK_SEED sets what it printed. */
import { randomInt } from 'node:crypto';

export interface Random {
  readonly seed: number;
  /** 0 up to below `end`. */
  below(end: number): number;
  pick<T>(choices: readonly T[]): T;
}

/** @throws when SOAK_SEED is no whole number */
export function createRandom(seed = givenSeed()): Random {
  let state = seed;
  // mulberry32: a small step and a mix of its bits.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number) => Math.floor(next() * end);
  return {
    seed,
    below,
    pick: (choices) => {
      const [first] = choices.slice(below(choices.length));
      if (first === undefined) throw new Error('There is nothing to pick from.');
      return first;
    },
  };
}

/** Work whose failure says how to have it again. */
export async function withSeed<T>({ seed }: Random, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    process.stderr.write(`SOAK_SEED=${String(seed)} plays this again.\n`);
    throw error;
  }
}

function givenSeed(): number {
  const given = process.env['SOAK_SEED'];
  if (given === undefined) return randomInt(2 ** 31);
  if (/^\d{1,10}$/.test(given)) return Number(given);
  throw new Error(`SOAK_SEED must be a whole number, but is ${given}.`);
}
