/** What a registry can do wrong, where a pull meets it, and how that has to end. */
import type { Fault } from '../support/environment.ts';
import type { End, Way } from './pull-faults.ts';

export interface RegistryFault extends End {
  position: 'manifest' | 'layer';
  fault: Omit<Fault, 'on'>;
  /** Ways to pull for which it is tried in every CI. */
  part: readonly Way[];
  /** The others that it concerns. */
  full: readonly Way[];
  env?: Record<string, string>;
}

/** Seconds: as few as tell one from the other. */
const [retry, stall, all] = [3, 4, 8];

export const settings = {
  HOOK_PULL_RETRY_TIMEOUT: String(retry),
  HOOK_PULL_STALL_TIMEOUT: String(stall),
};

/** Seconds for docker on a busy machine, beside what the settings say. */
const slack = 25;

/** The registry does not take the token: once more with a new one. */
const refused: End = {
  says: /could not be pulled: docker-credential-ecr-login has no credentials for \S+ that the registry accepts .*injected.* Check the AWS identity/,
  pulls: 2,
  announced: 0,
  within: slack,
};
const missing: End = {
  says: /^docker pull \S+ failed: manifest for .* not found.* Check name, tag and platform/,
  pulls: 1,
  within: slack,
};
const damaged = (why: string): End => ({
  says: new RegExp(`^docker pull \\S+ failed: ${why}.* What came is not what the manifest`),
  pulls: 1,
  within: slack,
});
/** As often as there is time. */
const again = (why: string): End => ({
  says: new RegExp(`^docker pull \\S+ failed: .*${why}.* It was tried several times`),
  within: retry + slack,
});
/** The second one ends when there is no time for a third. */
const silent = (who: string): End => ({
  ...again(`timeout: ${who} for ${String(stall)} s`),
  pulls: 2,
  within: retry + 2 * stall + slack,
});
const nothing = silent('the registry has sent nothing');
const nobody = silent('neither credential helper nor registry has answered');
/** docker's client says nothing of bytes: the time for all ends it. */
const endless = {
  says: new RegExp(`timeout: it is not here after ${String(all)} s .HOOK_PULL_TIMEOUT.. Look how`),
  pulls: 1,
  within: all + slack,
  env: { HOOK_PULL_TIMEOUT: String(all) },
};
const good = (pulls: number): End & Pick<RegistryFault, 'env'> => ({
  pulls,
  within: 30 + slack,
  env: { HOOK_PULL_RETRY_TIMEOUT: '30' },
});

/** In every CI by one way, at full size by both. */
const [socket, client] = [
  { part: ['socket'], full: ['client'] },
  { part: ['client'], full: ['socket'] },
] as const;
/** Where the ways differ. */
const [socketOnly, clientOnly] = [
  { part: ['socket'], full: [] },
  { part: ['client'], full: [] },
] as const;
const rare = { part: [], full: ['socket', 'client'] } as const;

const [manifest, layer] = [{ position: 'manifest' }, { position: 'layer' }] as const;
const html = { answer: 'html' } as const;

export const registryFaults: readonly RegistryFault[] = [
  { fault: { answer: 401 }, ...manifest, ...client, ...refused },
  { fault: { answer: 401 }, ...layer, ...rare, ...refused },
  { fault: { answer: 403 }, ...manifest, ...rare, ...refused },
  { fault: { answer: 403 }, ...layer, ...socket, ...refused },
  { fault: { answer: 404 }, ...manifest, ...socket, ...missing },
  { fault: { answer: 404 }, ...layer, ...client, ...damaged('unknown blob') },
  { fault: { answer: 429, retryAfter: 3600 }, ...manifest, ...socket, ...again('toomanyrequests') },
  { fault: { answer: 429, retryAfter: 3600 }, ...layer, ...rare, ...again('toomanyrequests') },
  { fault: { answer: 500 }, ...manifest, ...client, ...again('500 Internal Server Error') },
  { fault: { answer: 500 }, ...layer, ...rare, ...again('500 Internal Server Error') },
  { fault: { answer: 503 }, ...manifest, ...rare, ...again('503 Service Unavailable') },
  { fault: { answer: 503 }, ...layer, ...socket, ...again('503 Service Unavailable') },
  { fault: { answer: 'reset' }, ...manifest, ...client, ...again('EOF') },
  { fault: { answer: 'reset' }, ...layer, ...rare, ...again('EOF') },
  { fault: { answer: 'hang' }, ...manifest, ...socketOnly, ...nothing },
  { fault: { answer: 'hang' }, ...manifest, ...clientOnly, ...nobody },
  { fault: { answer: 'hang' }, ...layer, ...socketOnly, ...nothing },
  { fault: { answer: 'hang' }, ...layer, ...clientOnly, ...endless },
  { fault: { answer: 'drip' }, ...manifest, ...socketOnly, ...nothing },
  { fault: { answer: 'drip' }, ...manifest, ...clientOnly, part: [], full: ['client'], ...nobody },
  { fault: { answer: 'drip' }, ...layer, ...socketOnly, ...nothing },
  { fault: { answer: 'drip' }, ...layer, part: [], full: ['client'], ...endless },
  { fault: { answer: 'truncate' }, ...manifest, ...rare, ...again('unexpected EOF') },
  { fault: { answer: 'truncate' }, ...layer, ...client, ...again('unexpected EOF') },
  { fault: { answer: 'corrupt' }, ...manifest, ...socket, ...damaged('invalid character') },
  { fault: { answer: 'corrupt' }, ...layer, ...client, ...damaged('.*verification failed') },
  { fault: html, ...manifest, ...socket, ...damaged('.*') },
  { fault: html, ...layer, ...rare, ...damaged('.*verification failed') },
  // For a status of a manifest docker asks twice, with HEAD and with GET.
  { fault: { answer: 401, times: 2 }, ...manifest, ...socket, ...good(2), announced: 0 },
  { fault: { answer: 503, times: 2 }, ...manifest, ...client, ...good(2) },
  { fault: { answer: 429, times: 4 }, ...manifest, ...rare, ...good(3) },
  { fault: { answer: 'reset', times: 1 }, ...manifest, ...rare, ...good(2) },
  { fault: { answer: 'hang', times: 1 }, ...manifest, ...socket, ...good(2) },
  { fault: { answer: 'truncate', times: 1 }, ...manifest, ...rare, ...good(2) },
  { fault: { answer: 'drip', times: 1 }, ...layer, ...socketOnly, ...good(2) },
  // docker itself goes on where a layer was cut.
  { fault: { answer: 'truncate', times: 1 }, ...layer, ...client, ...good(1) },
  {
    fault: { answer: 'corrupt', times: 1 },
    ...layer,
    ...rare,
    ...damaged('.*verification failed'),
  },
];
