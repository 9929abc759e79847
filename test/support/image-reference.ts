/** Where the front keeps an image: docker's rules for `host/repository:tag`, distribution/reference. */
import { registryHost } from './hosts.ts';
import type { Place } from './image-push.ts';

export function parseReference(reference: string): Place {
  const { host, rest } = splitHost(reference);
  const colon = rest.lastIndexOf(':');
  const [name, tag] =
    colon === -1 ? [rest, 'latest'] : [rest.slice(0, colon), rest.slice(colon + 1)];
  const repository = host === 'docker.io' && !name.includes('/') ? `library/${name}` : name;
  return { repository: `${registryHost(host)}/${repository}`, tag };
}

/** The first part is a host only if it looks like one: it has a dot or a port. */
function splitHost(reference: string): { host: string; rest: string } {
  const slash = reference.indexOf('/');
  const first = reference.slice(0, slash);
  const isHost = slash !== -1 && /[.:]/.test(first);
  return isHost
    ? { host: first, rest: reference.slice(slash + 1) }
    : { host: 'docker.io', rest: reference };
}
