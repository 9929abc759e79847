import type { Context } from '../context.ts';
import { DockerError, type DockerErrorReason } from '../docker/docker-error.ts';
import { retry } from '../retry.ts';
import { stopwatch } from '../stopwatch.ts';
import type { RegistryAccess } from './access.ts';
import type { RegistryAuth } from './auth.ts';
import { dropCachedToken } from './credential-helper.ts';
import { explainPullFailure } from './diagnose.ts';
import { newReport, progressText, readReport, type PullReport } from './pull-report.ts';

export interface ResolvedImage {
  image: string;
  platform: string | undefined;
  /** Registry host of the image. */
  host: string;
  auth: RegistryAuth;
}

/** Milliseconds; the first pause is between nothing and this (full jitter). */
const baseDelay = 2000;
const maxDelay = 30_000;

/** Milliseconds for credential helper and registry to let docker begin. */
const beginWithin = 60_000;

/** Milliseconds between two lines about a pull that takes its time. */
const reportEvery = 15_000;

/**
 * Pulls one image. What may pass is tried again for a while, a refused token once with a new one.
 * @throws HookError that says which image, why, and what to do
 */
export async function pullImage(
  resolved: ResolvedImage,
  access: RegistryAccess,
  { config, docker, log, client }: Pick<Context, 'config' | 'docker' | 'log' | 'client'>,
  signal: AbortSignal,
): Promise<void> {
  const { image, platform, host, auth } = resolved;
  const elapsed = stopwatch();
  let report = newReport();
  const pullOnce = () => {
    report = newReport();
    return access.withConfig([{ host, auth }], (directory) =>
      withBeginning(image, report, signal, (until) => {
        const onLine = (line: string) => {
          readReport(report, line);
        };
        return docker.pull(image, { platform, config: directory, signal: until, onLine });
      }),
    );
  };
  const pull = () =>
    retry(pullOnce, {
      ...{ within: config.pullRetrySeconds * 1000, baseDelay, maxDelay, signal },
      // After a halt the error is another image's, or a container's.
      shouldRetry: (error) => !signal.aborted && hasReason(error, 'transient'),
      onRetry: (error, delay) => {
        log.warning(`${(error as Error).message} Trying again in ${(delay / 1000).toFixed(1)} s.`);
      },
    });
  const waiting = setInterval(() => {
    log.info(`Still pulling ${image}: ${progressText(report)} after ${elapsed()}`);
  }, reportEvery);
  try {
    await pull().catch(async (error: unknown) => {
      signal.throwIfAborted();
      const helper = 'helper' in auth && mayBeStale(error) ? auth.helper : undefined;
      if (!helper || !(await dropCachedToken(helper, host, client.helperEnv, signal))) throw error;
      log.debug(`${host} refused the token of ${helper}; trying with a new one`);
      await pull();
    });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof DockerError)) throw error;
    const { helperEnv: env } = client;
    throw await explainPullFailure({
      ...{ ...resolved, env, error, signal },
      configDirectory: access.directory,
    });
  } finally {
    clearInterval(waiting);
  }
  log.info(
    report.isUpToDate ? `${image} is up to date (${elapsed()})` : `Pulled ${image} in ${elapsed()}`,
  );
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

/** A token that is good, of somebody who may not read this repository, is no reason for a new one. */
function mayBeStale(error: unknown): boolean {
  return (
    error instanceof DockerError &&
    error.reason === 'auth' &&
    !/is not authorized to perform/i.test(error.stderr)
  );
}

function hasReason(error: unknown, reason: DockerErrorReason): boolean {
  return error instanceof DockerError && error.reason === reason;
}
