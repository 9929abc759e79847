import { withNetwork } from '../aws/fetch-token.ts';
import { requireRegistry, ruleFor } from '../lookup.ts';
import { EcrAuthError } from '../errors.ts';
import { createHttpClient } from '../network/http.ts';
import type { EcrRegistry } from '../registry.ts';
import { parseSettings, type Settings } from '../settings.ts';
import { checkAws } from './aws-checks.ts';
import { checkDaemon } from './daemon-check.ts';
import { checkDockerConfig, type DockerConfigCheck } from './docker-config-check.ts';
import { fail, warn, type Finding } from './finding.ts';
import { checkAnswer, checkHelper } from './helper-check.ts';
import { hostOfImage, parseEcrImage, type EcrImage } from './image.ts';
import { checkImage, checkRegistry } from './registry-check.ts';
import { checkRunner } from './runner-checks.ts';

export interface DoctorOptions {
  env: NodeJS.ProcessEnv;
  /** Image reference to check the way to; else the ECR hosts of the docker config. */
  image: string | undefined;
}

/**
 * All checks, in the order in which a pull needs what they look at; each finding comes as soon as it
 * is made.
 * @throws EcrAuthError when `image` is no image reference
 */
export async function* examine({ env, image }: DoctorOptions): AsyncGenerator<Finding> {
  const target = image === undefined ? undefined : parseEcrImage(image);
  const host = image === undefined ? undefined : (target?.registry.host ?? hostOfImage(image));
  const config = checkDockerConfig(env, host);
  yield* config.findings;

  const settings = readSettings(env);
  if ('status' in settings) yield settings;
  else yield* examinePulls({ env, settings, config, target, host });

  yield await checkDaemon(env);
  yield* checkRunner(env, process.version);
}

interface Pulls {
  env: NodeJS.ProcessEnv;
  settings: Settings;
  config: DockerConfigCheck;
  target: EcrImage | undefined;
  host: string | undefined;
}

async function* examinePulls(pulls: Pulls): AsyncGenerator<Finding> {
  const { env, settings, config, target, host } = pulls;
  const registries = target ? [target.registry] : host ? [] : config.ecrHosts.map(requireRegistry);
  const asked = host === undefined ? config.ecrHosts : [host];
  const helpers = new Set(asked.flatMap((name) => config.helperFor(name) ?? []));
  for (const helper of helpers) yield checkHelper(helper, env, settings.timeoutMs);

  if (host !== undefined && !target)
    yield warn('registry', `${host} is not a registry of Amazon ECR, nothing more is checked`);
  if (host === undefined && registries.length === 0)
    yield warn('registry', 'no registry to check', 'Name an image with --image.');
  for (const registry of registries) {
    yield* examineRegistry(registry, pulls);
    // Last, for it only says that there is nothing, where the checks before say why.
    const helper = config.helperFor(registry.host);
    if (helper) yield* await checkAnswer(helper, registry, env, settings.timeoutMs);
  }
}

async function* examineRegistry(
  registry: EcrRegistry,
  { env, settings, target }: Pick<Pulls, 'env' | 'settings' | 'target'>,
): AsyncGenerator<Finding> {
  try {
    const rule = await ruleFor(settings, registry.host);
    yield* await withNetwork({ env, settings }, async (network) => {
      const { findings, token } = await checkAws({ registry, rule, env, settings }, network);
      if (!token) return findings;
      const http = createHttpClient(network);
      const answers = [await checkRegistry(registry.host, token, http)];
      if (target) answers.push(await checkImage(target, token, http));
      return [...findings, ...answers];
    });
  } catch (error) {
    if (!(error instanceof EcrAuthError)) throw error;
    yield fail('token', error.message, error.hint);
  }
}

function readSettings(env: NodeJS.ProcessEnv): Settings | Finding {
  try {
    return parseSettings(env);
  } catch (error) {
    if (!(error instanceof EcrAuthError)) throw error;
    return fail('settings', error.message, error.hint);
  }
}
