import type { ContainerSpec } from '../docker/args.ts';
import type { ContainerState } from '../docker/inspect.ts';
import { namesOf, takesAliases } from './options.ts';

type Named = Pick<ContainerSpec, 'aliases' | 'options'>;

/** @returns the places of the services in front that have to run before this one, once it is made, may start */
export type FindNeeds = (place: number, made: ContainerState | undefined) => number[];

/**
 * Finds which services in front of it each one may ask for something as soon as it runs: those that it names in its
 * variables or command, which may be its image's, or in its options; all of them where it may know some that it does
 * not name. A name may also mean something else there, such as the user of a database; to wait without need costs a
 * moment.
 */
export function createFindNeeds(services: readonly Named[]): FindNeeds {
  return (place, made) => {
    const inFront = services.slice(0, place);
    if (!made || mayKnowUnnamed(made)) return [...inFront.keys()];
    const places = placesOf(inFront);
    const needs = new Set<number>();
    for (const word of wordsOf(made, services[place]?.options ?? [])) {
      for (const other of places.get(word) ?? []) needs.add(other);
      // A name is looked for once: it may stand there, and be given, millions of times.
      places.delete(word);
    }
    return [...needs];
  };
}

/** What it is given may be a file that names others; from the host's network it finds their ports. */
function mayKnowUnnamed({ HostConfig: host }: ContainerState): boolean {
  const given = [host?.Binds, host?.Mounts, host?.VolumesFrom, host?.ExtraHosts];
  return given.some((list) => list?.length) || !takesAliases(host?.NetworkMode);
}

function placesOf(services: readonly Named[]): Map<string, Set<number>> {
  const places = new Map<string, Set<number>>();
  for (const [place, { aliases, options }] of services.entries()) {
    for (const name of [...aliases, ...namesOf(options)]) {
      const word = name.toLowerCase();
      places.set(word, (places.get(word) ?? new Set()).add(place));
    }
  }
  return places;
}

/** One by one, as there may be millions. */
function* wordsOf({ Config }: ContainerState, options: readonly string[]): Generator<string> {
  const { Env = [], Entrypoint = [], Cmd = [] } = Config;
  const values = Env.map((variable) => variable.slice(variable.indexOf('=') + 1));
  for (const text of [...values, ...options, ...Entrypoint, ...Cmd]) {
    for (const [word] of text.toLowerCase().matchAll(/\w(?:[\w.-]*\w)?/g)) yield word;
  }
}
