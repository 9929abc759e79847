import type { Log } from '../log.ts';
import { isRunnersOwn } from './auth.ts';
import type { ResolvedImage } from './resolve-images.ts';

/** Hosts for which the runner sends the job token by itself: nothing to delete in a workflow. */
const jobTokenHosts = new Set(['ghcr.io', 'containers.pkg.github.com']);

/** What was pulled without the credentials that the workflow gives. */
export function noticeIgnored(images: readonly ResolvedImage[], log: Pick<Log, 'notice'>): void {
  const ignored = images.filter(
    ({ host, credentials, auth }) =>
      credentials !== undefined && isRunnersOwn(auth) && !jobTokenHosts.has(host),
  );
  if (ignored.length === 0) return;
  const keys = ignored.map(({ origin }) => `${origin}.credentials`).join(', ');
  log.notice(
    `This runner authenticates to ${hostsOf(ignored)} by itself. The workflow's credentials for it are not used and can be deleted: ${keys}.`,
  );
}

/** The feature credential-helper is not on, and still not everything goes the old way. */
export function noticeKept(images: readonly ResolvedImage[], log: Pick<Log, 'notice'>): void {
  const kept = images.filter(({ auth }) => isRunnersOwn(auth));
  if (kept.length === 0) return;
  log.notice(
    `The feature credential-helper is not on for this job. The workflow gives no credentials for ${hostsOf(kept)}, so this runner still authenticates there by itself.`,
  );
}

function hostsOf(images: readonly ResolvedImage[]): string {
  return [...new Set(images.map(({ host }) => host))].join(', ');
}
