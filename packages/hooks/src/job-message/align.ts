import { HookError } from '../errors.ts';
import type { Budget } from './budget.ts';
import { imageMatcher } from './image-match.ts';
import type { ServiceEntry } from './service-tokens.ts';

type Clock = Pick<Budget, 'checkTime'>;

/** Pairs of a service and an entry: 2000 each. No job has nearly as many. */
const largestTable = 4_000_000;

/**
 * The keys of the services that the runner sent, by their images. It sends them in the order of the
 * workflow and leaves out those whose image comes to nothing. Names count only when there is one way
 * to lay the services on the entries: better none than a wrong one.
 * @throws HookError when there is no way or more than one, or it takes too long
 */
export function align(
  images: readonly string[],
  entries: readonly ServiceEntry[],
  clock: Clock,
): (string | undefined)[] {
  const { ways, waysTaking } = countWays(images, entries, clock);
  if (ways(0, 0) === 0) throw new HookError('the services in it are not those of the request');
  if (ways(0, 0) > 1) throw new HookError('the services in it fit the request in several ways');
  const keys: (string | undefined)[] = [];
  let entry = 0;
  while (keys.length < images.length) {
    const given = entries[entry];
    // With one way in all, an entry that can take the service is the one that does.
    const takes = waysTaking(keys.length, entry) > 0;
    if (takes) keys.push(given?.kind === 'several' ? undefined : given?.key);
    if (!takes || given?.kind !== 'several') entry += 1;
  }
  return keys;
}

interface Ways {
  /** In how many ways the images from one index on fit the entries from another on; 2: several. */
  ways(image: number, entry: number): number;
  /** The same, where that entry takes that image. */
  waysTaking(image: number, entry: number): number;
}

/** From the end to the beginning, so that each pair of indexes is looked at once. */
function countWays(
  images: readonly string[],
  entries: readonly ServiceEntry[],
  clock: Clock,
): Ways {
  const rowLength = images.length + 1;
  const cells = rowLength * (entries.length + 1);
  if (cells > largestTable) throw new HookError('it has too many services');
  const table = new Uint8Array(cells);
  const matchers = entries.map((entry) =>
    entry.kind === 'image' ? imageMatcher(entry.image) : () => true,
  );
  const ways = (image: number, entry: number) => table[entry * rowLength + image] ?? 0;
  const waysTaking = (image: number, entry: number) => {
    const text = images[image];
    if (text === undefined) return 0;
    const rest = ways(image + 1, entries[entry]?.kind === 'several' ? entry : entry + 1);
    return rest > 0 && matchers[entry]?.(text) === true ? rest : 0;
  };
  table[cells - 1] = 1;
  for (let entry = entries.length - 1; entry >= 0; entry -= 1) {
    const mayBeLeftOut = entries[entry]?.kind !== 'image';
    for (let image = images.length; image >= 0; image -= 1) {
      clock.checkTime();
      const without = mayBeLeftOut ? ways(image, entry + 1) : 0;
      table[entry * rowLength + image] = Math.min(2, waysTaking(image, entry) + without);
    }
  }
  return { ways, waysTaking };
}
