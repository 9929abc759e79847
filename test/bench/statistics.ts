/** Where the middle of some values is, and how far the most of them reach. */
export interface Spread {
  median: number;
  p10: number;
  p90: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  return { median: quantile(sorted, 0.5), p10: quantile(sorted, 0.1), p90: quantile(sorted, 0.9) };
}

export function median(values: readonly number[]): number {
  return spreadOf(values).median;
}

/** Between two values where none is at the place (type 7 of Hyndman and Fan). */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const [below = NaN, above = below] = sorted.slice(Math.floor(place), Math.floor(place) + 2);
  return below + (above - below) * (place - Math.floor(place));
}
