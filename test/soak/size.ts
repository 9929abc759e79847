/**
 * How much a suite does: a part of everything in `npm test`, everything in `npm run test:soak`, which sets
 * SOAK_SIZE.
 * @throws when SOAK_SIZE is neither `part` nor `full`
 */
export function sized<T>(sizes: { part: T; full: T }): T {
  const size = process.env['SOAK_SIZE'] ?? 'part';
  if (size === 'part' || size === 'full') return sizes[size];
  throw new Error(`SOAK_SIZE must be part or full, but is ${size}.`);
}
