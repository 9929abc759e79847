import { parseImageRef } from '../docker/image-ref.ts';
import { aliasesOf } from './options.ts';

export interface ServiceIdentity {
  /** The service's key in the workflow, where it is known. */
  key: string | undefined;
  image: string;
  options: readonly string[];
}

/** What a service is called on the job's network, and where the name comes from. */
export interface ServiceNames {
  /** Aliases that the hook adds; those in the user's options stay where they are. */
  aliases: readonly string[];
  /** Name for people: the key, else the user's alias, else the image's. */
  title: string;
}

/**
 * Network aliases of the services of a job. The runner does not send the keys (actions/runner
 * issue 2783), so a service with neither a key nor an alias of the user's gets the last path
 * segment of its image, with `-2`, `-3` … where that is taken already.
 */
export function resolveServiceNames(services: readonly ServiceIdentity[]): ServiceNames[] {
  const taken = new Set(
    services.flatMap(({ key, options }) => [...(key ? [key] : []), ...aliasesOf(options)]),
  );
  return services.map(({ key, image, options }) => {
    if (key) return { aliases: [key], title: key };
    const [own] = aliasesOf(options);
    if (own !== undefined) return { aliases: [], title: own };
    const alias = firstFree(lastSegment(image), taken);
    taken.add(alias);
    return { aliases: [alias], title: alias };
  });
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
