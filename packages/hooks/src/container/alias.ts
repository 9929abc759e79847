import { parseImageRef } from '../docker/image-ref.ts';
import { aliasesOf } from './options.ts';

/** Where the name of a service comes from, the best source first. */
export type NameSource = 'contextName' | 'job message' | 'options' | 'image';

export interface ServiceIdentity {
  /** The service's key in the workflow, where the request has it. */
  contextName: string | undefined;
  /** The same, where the runner's job message has it. */
  key: string | undefined;
  image: string;
  options: readonly string[];
}

/** What a service is called on the job's network. */
export interface ServiceNames {
  /** Aliases that the hook adds; those in the user's options stay where they are. */
  aliases: readonly string[];
  /** Name for people: the key, else the user's alias, else the image's. */
  title: string;
  source: NameSource;
}

/**
 * Network aliases of the services of a job. The runner does not send the keys (actions/runner
 * issue 2783), so where the job message does not tell them either, a service with neither a key nor an alias of the user's gets the last path
 * segment of its image, with `-2`, `-3` … where that is taken already.
 */
export function resolveServiceNames(services: readonly ServiceIdentity[]): ServiceNames[] {
  const keys = services.map(({ contextName, key }) => contextName || key);
  const taken = new Set(
    services.flatMap(({ options }, index) => [keys[index] ?? [], aliasesOf(options)].flat()),
  );
  return services.map(({ contextName, image, options }, index) => {
    const key = keys[index];
    if (key)
      return { aliases: [key], title: key, source: contextName ? 'contextName' : 'job message' };
    const [own] = aliasesOf(options);
    if (own !== undefined) return { aliases: [], title: own, source: 'options' };
    const alias = firstFree(lastSegment(image), taken);
    taken.add(alias);
    return { aliases: [alias], title: alias, source: 'image' };
  });
}

/** Words for the one alias that the hook adds. */
const because: Readonly<Record<NameSource, string>> = {
  contextName: ' (its name in the workflow)',
  'job message': ' (its name in the workflow)',
  options: '',
  image: ' (after its image)',
};

/** Tells people under which names a service answers, and why. */
export function reachableText(service: {
  image: string;
  title: string;
  source: NameSource;
  /** Aliases that the hook added. */
  aliases: readonly string[];
  options: readonly string[];
}): string {
  const { image, title, source, aliases, options } = service;
  const added = aliases.map((alias) => `${alias}${because[source]}`);
  const own = aliasesOf(options).filter((alias) => !aliases.includes(alias));
  const names = [...added, ...own.map((alias) => `${alias} (its alias in options)`)];
  return names.length > 0
    ? `Service ${image} is reachable as ${names.join(', ')}`
    : `Service ${image} started as ${title}`;
}

function lastSegment(image: string): string {
  const { repository } = parseImageRef(image);
  return repository.slice(repository.lastIndexOf('/') + 1);
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2, candidate = name; ; number += 1) {
    if (!taken.has(candidate)) return candidate;
    candidate = `${name}-${String(number)}`;
  }
}
