import type { Context } from '../context.ts';
import { DockerError, type DockerErrorReason } from '../docker/docker-error.ts';
import { retry } from '../retry.ts';
import type { RegistryAccess } from './access.ts';
import type { RegistryAuth } from './auth.ts';
import { dropCachedToken } from './credential-helper.ts';
import { withSilenceLimit } from './pull-limits.ts';
import { newReport, type PullReport } from './pull-report.ts';
import type { ResolvedImage } from './resolve-images.ts';

/** What getting an image takes. */
export type PullContext = Pick<Context, 'config' | 'docker' | 'log' | 'client' | 'evidence'>;

export interface PullAttempts {
  access: RegistryAccess;
  context: PullContext;
  signal: AbortSignal;
  /** Told of the report of each attempt at its start. */
  onAttempt: (report: PullReport) => void;
}

/** Milliseconds; the first pause is between nothing and this (full jitter). */
const baseDelay = 2000;
const maxDelay = 30_000;

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
    within: config.pullRetrySeconds * 1000,
    baseDelay,
    maxDelay,
    signal,
    // After a halt the error is another image's, or a container's.
    shouldRetry: (error) => !signal.aborted && hasReason(error, 'transient'),
    onRetry: (error, delay) => {
      evidence.add('retries', 1);
      log.warning(`${(error as Error).message} Trying again in ${(delay / 1000).toFixed(1)} s.`);
    },
  });
}

/** @throws DockerError */
export async function pullOnce(
  { image, platform, host, auth }: ResolvedImage,
  { access, context, signal, onAttempt }: PullAttempts,
): Promise<void> {
  const report = newReport();
  onAttempt(report);
  const { config, docker } = context;
  const { pullWith } = docker;
  const limit = { seconds: config.pullStallSeconds, signal };
  if (pullWith && needsNoConfig(auth, access)) {
    const { helper } = auth;
    const credentials = helper ? await access.helpers.get(helper, host, signal) : undefined;
    const silence = 'the registry has sent nothing';
    return withSilenceLimit(image, report, { ...limit, silence, tellsBytes: true }, (watch) =>
      pullWith(image, credentials, { platform, ...watch }),
    );
  }
  const silence = 'neither credential helper nor registry has answered';
  return access.withConfig([{ host, auth }], (config) =>
    withSilenceLimit(image, report, { ...limit, silence, tellsBytes: false }, (watch) =>
      docker.pull(image, { platform, config, ...watch }),
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
 * Whether other credentials might help: the registry refused these, or the helper gave none, failed or
 * hung. What docker says of a helper that was throttled reads like a registry that was.
 */
export function isAboutCredentials(error: unknown): boolean {
  if (!(error instanceof DockerError)) return false;
  return (
    error.reason === 'auth' || /error getting credentials|credential helper/.test(error.stderr)
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
