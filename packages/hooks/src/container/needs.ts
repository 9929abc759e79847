import type { ContainerSpec } from '../docker/args.ts';
import { namesOf } from './options.ts';

type Service = Pick<ContainerSpec, 'aliases' | 'options' | 'env' | 'entrypoint' | 'args'>;

/**
 * Which services in front of it each one names in its variables, options or command: it may ask them for something as
 * soon as it runs. A name may also mean something else there, such as the user of a database; to wait without need
 * costs a moment.
 * @returns for each service the places of the others
 */
export function needsOf(services: readonly Service[]): number[][] {
  const places = new Map<string, Set<number>>();
  return services.map((service, place) => {
    const named = new Set<string>();
    for (const word of wordsOf(service)) if (places.has(word)) named.add(word);
    const needs = new Set([...named].flatMap((word) => [...(places.get(word) ?? [])]));
    // Afterwards, so that it does not need itself.
    for (const name of [...service.aliases, ...namesOf(service.options)]) {
      const word = name.toLowerCase();
      places.set(word, (places.get(word) ?? new Set()).add(place));
    }
    return [...needs];
  });
}

/** One by one, as there may be millions. */
function* wordsOf({ env, options, entrypoint = '', args }: Service): Generator<string> {
  for (const text of [...env.values(), ...options, entrypoint, ...args]) {
    for (const [word] of text.toLowerCase().matchAll(/\w(?:[\w.-]*\w)?/g)) yield word;
  }
}
