/** Quantiles are within this share of the exact ones. */
export const relativeError = 0.01;

const growth = (1 + relativeError) / (1 - relativeError);

/** Milliseconds. What takes longer counts as this long. */
const longest = 30 * 24 * 60 * 60 * 1000;

/** Many durations in little memory: how many there are, and about how long they are. */
export interface Histogram {
  add(milliseconds: number): void;
  count(): number;
  /** The nearest rank; undefined of nothing. */
  quantile(q: number): number | undefined;
  /** How many numbers it keeps. */
  bins(): number;
}

/**
 * A histogram of fixed size whose bins grow by a constant factor, so that the middle of a bin is
 * within `relativeError` of every duration in it. What is below a millisecond counts as 0.
 */
export function createHistogram(): Histogram {
  const counts = new Uint32Array(1 + binOf(longest));
  let total = 0;
  return {
    add: (milliseconds) => {
      const bin = milliseconds >= 1 ? binOf(Math.min(milliseconds, longest)) : 0;
      counts[bin] = (counts[bin] ?? 0) + 1;
      total += 1;
    },
    count: () => total,
    bins: () => counts.length,
    quantile: (q) => {
      if (total === 0) return undefined;
      const rank = Math.max(1, Math.ceil(q * total));
      let seen = 0;
      return middleOf(
        counts.findIndex((count) => {
          seen += count;
          return seen >= rank;
        }),
      );
    },
  };
}

/** Bin n > 0 has durations above growth^(n - 2) and up to growth^(n - 1). */
function binOf(milliseconds: number): number {
  return 1 + Math.ceil(Math.log(milliseconds) / Math.log(growth));
}

function middleOf(bin: number): number {
  return bin === 0 ? 0 : (2 * growth ** (bin - 1)) / (growth + 1);
}
