import { normalize } from 'node:path/posix';
import { HookError } from './errors.ts';
import { featureNames, type FeatureName } from './features.ts';
import { Settings, featureVariable } from './settings.ts';
import { parseAs } from './shape.ts';

export type PullPolicy = 'always' | 'missing' | 'never';

/** When a service starts: once the one before runs, or once others find it by its name. */
export type ServiceStarts = 'in-turn' | 'overlapping';

export type Switch = 'on' | 'off';

/** A folder of the runner and the same folder as the daemon sees it. */
export interface PathMapping {
  from: string;
  to: string;
}

/** The hook's settings, parsed once; nothing else reads the environment for them. */
export interface Config {
  runnerName: string;
  tempDirectory: string;
  runId: string | undefined;
  runAttempt: string | undefined;
  jobId: string | undefined;
  repository: string | undefined;
  workflow: string | undefined;
  workflowRef: string | undefined;
  ref: string | undefined;
  event: string | undefined;
  runnerGroup: string | undefined;
  runnerLabels: readonly string[] | undefined;
  dockerConfig: string | undefined;
  ecrHelper: string | undefined;
  forwardEnv: readonly string[];
  pullPolicy: PullPolicy;
  pullConcurrency: number;
  pullRetrySeconds: number;
  pullStallSeconds: number;
  pullSeconds: number;
  healthTimeoutSeconds: number;
  serviceStarts: ServiceStarts;
  serviceLogBytes: number;
  pathMap: readonly PathMapping[];
  eventLog: string | undefined;
  eventLogBytes: number;
  network: string | undefined;
  credentialsFallback: Switch;
  policyFile: string | undefined;
  rolloutFile: string | undefined;
  killSwitch: string | undefined;
  featureDefault: Switch;
  featureOverrides: Readonly<Partial<Record<FeatureName, Switch>>>;
}

/**
 * Reads the settings out of the environment of the runner's process.
 * @throws HookError that names every variable that is missing or malformed.
 */
export function parseConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.entries(env).filter(
    ([, value]) => value !== undefined && value.trim() !== '',
  );
  const parsed = parseAs(Settings, Object.fromEntries(given));
  if (!parsed.success) {
    throw new HookError(`The hook cannot start: ${parsed.problems.join('; ')}.`, {
      hint: 'GITHUB_* and RUNNER_* come from the runner that starts the hook, HOOK_* from its .env file; docs/configuration.md lists them.',
    });
  }
  const value = parsed.data;
  return {
    runnerName: value.RUNNER_NAME,
    tempDirectory: value.RUNNER_TEMP,
    runId: value.GITHUB_RUN_ID,
    runAttempt: value.GITHUB_RUN_ATTEMPT,
    jobId: value.GITHUB_JOB,
    repository: value.GITHUB_REPOSITORY,
    workflow: value.GITHUB_WORKFLOW,
    workflowRef: value.GITHUB_WORKFLOW_REF,
    ref: value.GITHUB_REF,
    event: value.GITHUB_EVENT_NAME,
    runnerGroup: value.HOOK_RUNNER_GROUP,
    runnerLabels: value.HOOK_RUNNER_LABELS?.split(',').map((label) => label.trim()),
    dockerConfig: value.HOOK_DOCKER_CONFIG,
    ecrHelper: value.HOOK_ECR_HELPER,
    forwardEnv: words(value.HOOK_FORWARD_ENV),
    pullPolicy: (value.HOOK_PULL_POLICY ?? 'always') as PullPolicy,
    pullConcurrency: Number(value.HOOK_PULL_CONCURRENCY ?? 4),
    pullRetrySeconds: Number(value.HOOK_PULL_RETRY_TIMEOUT ?? 60),
    pullStallSeconds: Number(value.HOOK_PULL_STALL_TIMEOUT ?? 60),
    pullSeconds: Number(value.HOOK_PULL_TIMEOUT ?? 3600),
    healthTimeoutSeconds: Number(value.HOOK_HEALTH_TIMEOUT ?? 900),
    serviceStarts: (value.HOOK_SERVICE_STARTS ?? 'overlapping') as ServiceStarts,
    serviceLogBytes: 1024 * Number(value.HOOK_SERVICE_LOG_LIMIT ?? 256),
    pathMap: (value.HOOK_PATH_MAP ?? '').split(',').filter(Boolean).map(mapping),
    eventLog: value.HOOK_EVENT_LOG,
    eventLogBytes: 1024 * 1024 * Number(value.HOOK_EVENT_LOG_SIZE ?? 64),
    network: value.ACTIONS_RUNNER_NETWORK_DRIVER,
    credentialsFallback: switchOf(value.HOOK_CREDENTIALS_FALLBACK) ?? 'on',
    policyFile: value.HOOK_POLICY_FILE,
    rolloutFile: value.HOOK_ROLLOUT_FILE,
    killSwitch: value.HOOK_KILL_SWITCH,
    featureDefault: switchOf(value.HOOK_FEATURE_DEFAULT) ?? 'on',
    featureOverrides: overridesOf(value),
  };
}

function switchOf(value: string | undefined): Switch | undefined {
  return value as Switch | undefined;
}

function overridesOf(settings: Settings): Config['featureOverrides'] {
  const given = featureNames.map((name) => [name, settings[featureVariable(name)]]);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function words(text = ''): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

function mapping(pair: string): PathMapping {
  const [from = '', to = ''] = pair
    .split('=')
    .map((path) => normalize(path).replace(/(?<=.)\/$/, ''));
  return { from, to };
}
