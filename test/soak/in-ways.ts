import { stepWays } from '../support/fixtures.ts';
import { sized } from './size.ts';

/**
 * Every fault over the socket and by docker's client; in every CI by turns in one of the two.
 * @param first which of them takes the first turn
 */
export function inWays<T extends object>(faults: readonly T[], first: 0 | 1 = 0) {
  const all = faults.map((fault) => stepWays.map((way) => ({ ...fault, ...way })));
  return sized({
    part: all.flatMap((ways, index) => ways[(index + first) % 2] ?? []),
    full: all.flat(),
  });
}
