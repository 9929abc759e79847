import { DockerError } from '../docker/docker-error.ts';
import { explain, messageOf, type HookError } from '../errors.ts';
import { stopwatch } from '../stopwatch.ts';
import type { RegistryAccess } from './access.ts';
import { isRunnersOwn, type RegistryAuth } from './auth.ts';
import { explainPullFailure } from './diagnose.ts';
import {
  isAboutCredentials,
  pullAs,
  pullOnce,
  type PullAttempts,
  type PullContext,
} from './pull-attempts.ts';
import { withDeadline } from './pull-limits.ts';
import { newReport, progressText, type PullReport } from './pull-report.ts';
import type { ResolvedImage } from './resolve-images.ts';

/** Milliseconds between two lines about a pull that takes its time. */
const reportEvery = 15_000;

/**
 * Pulls one image.
 * @throws HookError that says which image, why, and what to do
 */
export async function pullImage(
  resolved: ResolvedImage,
  access: RegistryAccess,
  context: PullContext,
  signal: AbortSignal,
): Promise<{ hasFallenBack: boolean }> {
  const { image } = resolved;
  const { log } = context;
  const elapsed = stopwatch();
  let report = newReport();
  let hasFallenBack = false;
  const onAttempt = (begun: PullReport) => {
    report = begun;
  };
  const waiting = setInterval(() => {
    log.info(`Still pulling ${image}: ${progressText(report)} after ${elapsed()}`);
  }, reportEvery);
  try {
    const limit = { seconds: context.config.pullSeconds, signal };
    await withDeadline(image, limit, async (until) => {
      const attempts = { access, context, signal: until, onAttempt };
      await pullAs(resolved, attempts).catch(async (error: unknown) => {
        await fallBack(resolved, await explained(error, resolved, attempts), attempts);
        hasFallenBack = true;
      });
    });
  } finally {
    clearInterval(waiting);
  }
  if (report.isUpToDate) {
    log.info(`${image} is up to date (${elapsed()})`);
  } else {
    log.info(`Pulled ${image} in ${elapsed()}`);
    await countImage(image, context);
  }
  return { hasFallenBack };
}

async function explained(
  error: unknown,
  resolved: ResolvedImage,
  { access, context, signal }: PullAttempts,
): Promise<HookError> {
  signal.throwIfAborted();
  if (!(error instanceof DockerError)) throw error;
  const { helperEnv: env } = context.client;
  return explainPullFailure({
    ...resolved,
    env,
    error,
    signal,
    configDirectory: access.directory,
  });
}

/**
 * The credentials that were to be used failed: the others get one chance, so that neither a canary nor a
 * kill switch stops a job that would have worked. It is said loudly, as somebody has to look at it.
 * @throws the failure when nothing is to be fallen back to, or that fails, too
 */
async function fallBack(
  resolved: ResolvedImage,
  failure: HookError,
  attempts: PullAttempts,
): Promise<void> {
  const { image, host } = resolved;
  const { config, evidence, log } = attempts.context;
  if (config.credentialsFallback === 'off' || !isAboutCredentials(failure.cause)) throw failure;
  const auth = await otherAuth(resolved, attempts.access);
  if (auth === undefined) throw failure;
  const [failed, used] = isRunnersOwn(auth)
    ? ['the workflow', 'the runner']
    : ['the runner', 'the workflow'];
  try {
    await pullOnce({ ...resolved, auth }, attempts);
  } catch (error) {
    attempts.signal.throwIfAborted();
    log.warning(`The credentials of ${used} for ${host} failed, too: ${messageOf(error)}`);
    throw failure;
  }
  evidence.add('fallbacks', 1);
  log.warning(
    `${image} was pulled with the credentials of ${used}, as those of ${failed} failed (HOOK_CREDENTIALS_FALLBACK). ${explain(failure)}`,
  );
}

/** The runner's way instead of the workflow's, or the other way round; undefined where there is none. */
async function otherAuth(
  { host, auth, credentials }: ResolvedImage,
  access: RegistryAccess,
): Promise<RegistryAuth | undefined> {
  if (isRunnersOwn(auth)) return credentials && { kind: 'credentials', credentials };
  if (auth.kind !== 'login' || !access.isShared) return undefined;
  const own = await access.resolve(host);
  return isRunnersOwn(own) ? own : undefined;
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
