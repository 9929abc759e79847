import type { Context } from '../context.ts';
import { DockerError, type DockerErrorReason } from '../docker/docker-error.ts';
import { retry } from '../retry.ts';
import type { RegistryAccess } from './access.ts';
import type { RegistryAuth } from './auth.ts';
import { dropCachedToken } from './credential-helper.ts';
import { newReport, readReport, type PullReport } from './pull-report.ts';
import type { ResolvedRequest } from './resolve-images.ts';

export type ResolvedImage = Pick<ResolvedRequest, 'image' | 'platform' | 'host' | 'auth'>;

export interface PullAttempts {
  access: RegistryAccess;
  context: Pick<Context, 'config' | 'docker' | 'log' | 'client' | 'evidence'>;
  signal: AbortSignal;
  /** Told of the report of each attempt at its start. */
  onAttempt: (report: PullReport) => void;
}

/** Milliseconds; the first pause is between nothing and this (full jitter). */
const baseDelay = 2000;
const maxDelay = 30_000;

/** Milliseconds for credential helper and registry to let docker begin. */
const beginWithin = 60_000;

/**
 * Pulls an image in one way to authenticate. What may pass is tried again for a while, a refused token
 * once with a new one.
 * @throws DockerError of the last attempt
 */
export async function pullAs(resolved: ResolvedImage, attempts: PullAttempts): Promise<void> {
  const { host, auth } = resolved;
  const { context, signal } = attempts;
  const { client, evidence, log } = context;
  try {
    await pullWithRetries(resolved, attempts);
  } catch (error) {
    signal.throwIfAborted();
    const helper = 'helper' in auth && mayBeStale(error) ? auth.helper : undefined;
    if (!helper || !(await dropCachedToken(helper, host, client.helperEnv, signal))) throw error;
    attempts.access.helpers.forget(helper, host);
    log.debug(`${host} refused the token of ${helper}; trying with a new one`);
    evidence.add('retries', 1);
    await pullWithRetries(resolved, attempts);
  }
}

function pullWithRetries(resolved: ResolvedImage, attempts: PullAttempts): Promise<void> {
  const { context, signal } = attempts;
  const { config, evidence, log } = context;
  return retry(() => pullOnce(resolved, attempts), {
    ...{ within: config.pullRetrySeconds * 1000, baseDelay, maxDelay, signal },
    // After a halt the error is another image's, or a container's.
    shouldRetry: (error) => !signal.aborted && hasReason(error, 'transient'),
    onRetry: (error, delay) => {
      evidence.add('retries', 1);
      log.warning(`${(error as Error).message} Trying again in ${(delay / 1000).toFixed(1)} s.`);
    },
  });
}

/** @throws DockerError */
export function pullOnce(
  { image, platform, host, auth }: ResolvedImage,
  { access, context, signal, onAttempt }: PullAttempts,
): Promise<void> {
  const report = newReport();
  onAttempt(report);
  const { docker } = context;
  const onLine = (line: string) => {
    readReport(report, line);
  };
  const { pullWith } = docker;
  if (pullWith && needsNoConfig(auth, access)) {
    return withBeginning(image, report, signal, async (until) => {
      const { helper } = auth;
      const credentials = helper ? await access.helpers.get(helper, host, signal) : undefined;
      await pullWith(image, credentials, { platform, signal: until, onLine });
    });
  }
  return access.withConfig([{ host, auth }], (config) =>
    withBeginning(image, report, signal, (until) =>
      docker.pull(image, { platform, config, signal: until, onLine }),
    ),
  );
}

/**
 * Whether a helper or nobody at all has the credentials. Without HOOK_DOCKER_CONFIG docker's client may
 * find some in the config of the runner user.
 */
function needsNoConfig(
  auth: RegistryAuth,
  { isShared }: RegistryAccess,
): auth is RegistryAuth & { helper?: string } {
  if (auth.kind === 'helper') return auth.helper !== '';
  return isShared && auth.kind === 'config' && (!auth.covered || auth.helper !== undefined);
}

/**
 * Ends a pull that does not begin: neither docker nor every credential helper has a limit of its
 * own for that. Once layers come, it may take as long as it needs.
 */
async function withBeginning(
  image: string,
  report: PullReport,
  signal: AbortSignal,
  pull: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    if (report.hasBegun) return;
    const stderr = `timeout: neither credential helper nor registry has answered in ${String(beginWithin / 1000)} s`;
    late.abort(new DockerError({ operation: `docker pull ${image}`, exitCode: undefined, stderr }));
  }, beginWithin);
  try {
    await pull(AbortSignal.any([signal, late.signal]));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Whether other credentials might help: the registry refused these, or the helper gave none, failed or
 * hung. What docker says of a helper that was throttled reads like a registry that was.
 */
export function isAboutCredentials(error: unknown): boolean {
  if (!(error instanceof DockerError)) return false;
  return (
    error.reason === 'auth' ||
    /error getting credentials|neither credential helper/.test(error.stderr)
  );
}

/** A token that is good, of somebody who may not read this repository, is no reason for a new one. */
function mayBeStale(error: unknown): boolean {
  return (
    hasReason(error, 'auth') && !/is not authorized to perform/i.test((error as DockerError).stderr)
  );
}

function hasReason(error: unknown, reason: DockerErrorReason): error is DockerError {
  return error instanceof DockerError && error.reason === reason;
}
