import type { Context } from '../context.ts';
import type { ShadowFinding } from '../evidence.ts';
import { messageOf } from '../errors.ts';
import type { RegistryAccess } from './access.ts';
import type { RegistryAuth } from './auth.ts';
import { helperAnswers } from './credential-helper.ts';
import { helperProgram } from './helper-process.ts';
import { whyNoCredentials } from './diagnose.ts';
import { configKey } from './docker-config.ts';
import type { ResolvedImage } from './resolve-images.ts';

/** Milliseconds for all checks: a job does not wait long for what it does not use. */
const longest = 10_000;

type ShadowContext = Pick<Context, 'client' | 'log' | 'evidence' | 'signal'>;

interface Found {
  finding: ShadowFinding;
  /** For people. */
  text: string;
}

/**
 * The feature `credential-helper` in shadow mode: for each host that the job logs in to with the
 * workflow's credentials, would the runner's own have been there? Changes nothing and never fails.
 */
export async function shadowHelpers(
  images: readonly ResolvedImage[],
  access: RegistryAccess,
  context: ShadowContext,
  within = longest,
): Promise<void> {
  const { evidence, log, signal: cancelled } = context;
  const loggedIn = images.filter(({ auth }) => auth.kind === 'login');
  const byHost = new Map(loggedIn.map((image) => [image.host, image]));
  // Not AbortSignal.timeout: what combines it with others does not keep it alive.
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort(new Error(`there was no answer within ${String(within / 1000)} s`));
  }, within);
  const signal = AbortSignal.any([cancelled, late.signal]);
  const looks = [...byHost.values()].map(async (image) => {
    const { finding, text } = await Promise.race([
      lookAt(image, access, { ...context, signal }),
      rejectOn(signal),
    ]).catch((error: unknown) => unanswered(image.host, error));
    if (cancelled.aborted) return;
    evidence.shadow(finding);
    log.info(`Shadow of credential-helper: ${text}.`);
  });
  await Promise.all(looks).finally(() => {
    clearTimeout(timer);
  });
}

async function lookAt(
  { host, image }: ResolvedImage,
  access: RegistryAccess,
  { client, signal }: ShadowContext,
): Promise<Found> {
  // Without the workflow's credentials this is what the feature would use.
  const auth = await access.resolve(host, undefined, signal);
  const source = sourceOf(auth);
  if (source === undefined) {
    const finding = { host, covered: false, ok: true };
    const text = `${host} is not covered, so the credentials of the workflow would be used as today`;
    return { finding, text };
  }
  const { helperEnv: env } = client;
  const helper = 'helper' in auth ? auth.helper : undefined;
  if (!helper || (await helperAnswers(helper, configKey(host), env, signal))) {
    const finding = { host, covered: true, ok: true };
    return {
      finding,
      text: `${source} has credentials for ${host}; those of the workflow would not be used`,
    };
  }
  const missing = { image, host, auth, env, configDirectory: access.directory, signal };
  const { why } = await whyNoCredentials(missing);
  return {
    finding: { host, covered: true, ok: false },
    text: `pulls from ${host} would fail: ${why}`,
  };
}

/** Whoever is asked may hang; that is what a pull would meet, too. */
function unanswered(host: string, error: unknown): Found {
  return {
    finding: { host, covered: true, ok: false },
    text: `pulls from ${host} might fail: ${messageOf(error)}`,
  };
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}

/** What would authenticate, for people; undefined when nothing of the runner's would. */
function sourceOf(auth: RegistryAuth): string | undefined {
  if ((auth.kind === 'helper' || auth.kind === 'config') && auth.helper) {
    return helperProgram(auth.helper);
  }
  const isStored = auth.kind === 'helper' || (auth.kind === 'config' && auth.covered);
  return isStored ? 'the docker config of the runner' : undefined;
}
