import type { Context } from '../context.ts';
import type { RegistryAccess } from './access.ts';
import type { RegistryAuth } from './auth.ts';
import { helperAnswers, helperProgram } from './credential-helper.ts';
import { whyNoCredentials } from './diagnose.ts';
import { configKey } from './docker-config.ts';
import type { ResolvedRequest } from './resolve-images.ts';

/** Milliseconds for all checks: a job does not wait long for what it does not use. */
const within = 10_000;

type ShadowContext = Pick<Context, 'client' | 'log' | 'evidence' | 'signal'>;

/**
 * The feature `credential-helper` in shadow mode: for each host that the job logs in to with the
 * workflow's credentials, would the runner's own have been there? Changes nothing and never fails.
 */
export async function shadowHelpers(
  images: readonly ResolvedRequest[],
  access: RegistryAccess,
  context: ShadowContext,
): Promise<void> {
  const loggedIn = images.filter(({ auth }) => auth.kind === 'login');
  const byHost = new Map(loggedIn.map((image) => [image.host, image]));
  await Promise.all([...byHost.values()].map((image) => shadowHost(image, access, context)));
}

async function shadowHost(
  { host, image }: ResolvedRequest,
  access: RegistryAccess,
  { client, log, evidence, signal: cancelled }: ShadowContext,
): Promise<void> {
  const tell = (text: string) => {
    log.info(`Shadow of credential-helper: ${text}.`);
  };
  const signal = AbortSignal.any([cancelled, AbortSignal.timeout(within)]);
  try {
    // Without the workflow's credentials this is what the feature would use.
    const auth = await access.resolve(host);
    const source = sourceOf(auth);
    if (source === undefined) {
      evidence.shadow({ host, covered: false, ok: true });
      tell(`${host} is not covered, so the credentials of the workflow would be used as today`);
      return;
    }
    const { helperEnv: env } = client;
    const ok = await hasCredentials(auth, host, env, signal);
    evidence.shadow({ host, covered: true, ok });
    if (ok) {
      tell(`${source} has credentials for ${host}; those of the workflow would not be used`);
      return;
    }
    const failure = { image, host, auth, env, configDirectory: access.directory, signal };
    const { why } = await whyNoCredentials(failure);
    tell(`pulls from ${host} would fail: ${why}`);
  } catch {
    if (cancelled.aborted) return;
    evidence.shadow({ host, covered: true, ok: false });
    tell(`pulls from ${host} might fail: there was no answer within ${String(within / 1000)} s`);
  }
}

/** What would authenticate, for people; undefined when nothing of the runner's would. */
function sourceOf(auth: RegistryAuth): string | undefined {
  if (auth.kind === 'helper' && auth.helper !== '') return helperProgram(auth.helper);
  if (auth.kind === 'config' && auth.helper) return helperProgram(auth.helper);
  const isStored = auth.kind === 'helper' || (auth.kind === 'config' && auth.covered);
  return isStored ? 'the docker config of the runner' : undefined;
}

async function hasCredentials(
  auth: RegistryAuth,
  host: string,
  env: Context['client']['helperEnv'],
  signal: AbortSignal,
): Promise<boolean> {
  if (!('helper' in auth) || !auth.helper) return true;
  return helperAnswers(auth.helper, configKey(host), env, signal);
}
