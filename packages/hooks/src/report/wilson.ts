/** A share with the bounds of its interval, all between 0 and 1. */
export interface Rate {
  value: number;
  lower: number;
  upper: number;
}

/** The 97.5 % quantile of the normal distribution: 2.5 % are left out on either side. */
const z = 1.959963984540054;

/**
 * The Wilson score interval at 95 % (E. B. Wilson, JASA 22, 1927). Other than the one that textbooks
 * begin with it holds for few jobs and for rates near 100 %, where a success rate is.
 *
 * @returns undefined of nothing
 */
export function wilson(successes: number, total: number): Rate | undefined {
  if (total === 0) return undefined;
  const value = successes / total;
  const scale = 1 / (1 + z ** 2 / total);
  const center = scale * (value + z ** 2 / (2 * total));
  const half = scale * z * Math.sqrt((value * (1 - value)) / total + (z / (2 * total)) ** 2);
  // Exact at the ends, where rounding would leave 0.9999999999999999.
  return {
    value,
    lower: successes === 0 ? 0 : center - half,
    upper: successes === total ? 1 : center + half,
  };
}
