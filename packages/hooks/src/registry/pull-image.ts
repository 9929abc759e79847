import type { Context } from '../context.ts';
import { DockerError } from '../docker/docker-error.ts';
import { messageOf, type HookError } from '../errors.ts';
import { stopwatch } from '../stopwatch.ts';
import type { RegistryAccess } from './access.ts';
import { isRunnersOwn } from './auth.ts';
import { explainPullFailure } from './diagnose.ts';
import { pullAs, type PullAttempts } from './pull-attempts.ts';
import { newReport, progressText, type PullReport } from './pull-report.ts';
import type { ResolvedRequest } from './resolve-images.ts';

/** Milliseconds between two lines about a pull that takes its time. */
const reportEvery = 15_000;

type PullContext = Pick<Context, 'config' | 'docker' | 'log' | 'client' | 'evidence'>;

/**
 * Pulls one image.
 * @throws HookError that says which image, why, and what to do
 */
export async function pullImage(
  request: ResolvedRequest,
  access: RegistryAccess,
  context: PullContext,
  signal: AbortSignal,
): Promise<void> {
  const { image } = request;
  const { log } = context;
  const elapsed = stopwatch();
  let report = newReport();
  const onAttempt = (begun: PullReport) => {
    report = begun;
  };
  const attempts = { access, context, signal, onAttempt };
  const waiting = setInterval(() => {
    log.info(`Still pulling ${image}: ${progressText(report)} after ${elapsed()}`);
  }, reportEvery);
  try {
    await pullAs(request, attempts).catch(async (error: unknown) => {
      await fallBack(request, await explained(error, request, attempts), attempts);
    });
  } finally {
    clearInterval(waiting);
  }
  if (report.isUpToDate) {
    log.info(`${image} is up to date (${elapsed()})`);
    return;
  }
  log.info(`Pulled ${image} in ${elapsed()}`);
  await countImage(image, context);
}

async function explained(
  error: unknown,
  request: ResolvedRequest,
  { access, context, signal }: PullAttempts,
): Promise<HookError> {
  signal.throwIfAborted();
  if (!(error instanceof DockerError)) throw error;
  const { helperEnv: env } = context.client;
  return explainPullFailure({
    ...{ ...request, env, error, signal },
    configDirectory: access.directory,
  });
}

/**
 * The runner's own credentials failed: those of the workflow get one chance, so that a canary does not
 * stop a job that would have worked without it. It is said loudly, as somebody has to look at it.
 * @throws the failure when nothing is to be fallen back to, or that fails, too
 */
async function fallBack(
  request: ResolvedRequest,
  failure: HookError,
  attempts: PullAttempts,
): Promise<void> {
  const { image, host, auth, credentials } = request;
  const { config, evidence, log } = attempts.context;
  const isRefused = failure.cause instanceof DockerError && failure.cause.reason === 'auth';
  if (!isRefused || !isRunnersOwn(auth) || config.credentialsFallback === 'off') throw failure;
  if (credentials === undefined) throw failure;
  try {
    await pullAs({ ...request, auth: { kind: 'credentials', credentials } }, attempts);
  } catch (error) {
    attempts.signal.throwIfAborted();
    log.warning(`The credentials of the workflow for ${host} failed, too: ${messageOf(error)}`);
    throw failure;
  }
  evidence.add('fallbacks', 1);
  log.warning(
    `${image} was pulled with the credentials of the workflow, as those of the runner failed (HOOK_CREDENTIALS_FALLBACK). ${failure.message} ${failure.hint ?? ''}`.trimEnd(),
  );
}

/** Asks docker only for a log that somebody keeps, and never fails a job for it. */
async function countImage(
  image: string,
  { config, docker, evidence }: Pick<PullContext, 'config' | 'docker' | 'evidence'>,
): Promise<void> {
  evidence.add('images', 1);
  if (config.eventLog === undefined) return;
  const found = await docker.findImage(image).catch(() => undefined);
  evidence.add('bytes', found?.Size ?? 0);
}
