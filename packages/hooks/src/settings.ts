import type { FeatureName } from './features.ts';
import { matching as matchingText, object, optional, text as anyText, type Of } from './shape.ts';

const text = optional(anyText);
const matching = (pattern: RegExp, expected: string) => optional(matchingText(pattern, expected));
const seconds = matching(/^[1-9]\d{0,5}$/, 'a whole number of seconds');
const absolutePath = matching(/^\//, 'an absolute path');
const onOrOff = matching(/^(on|off)$/, 'on or off');

/** Every variable that the hook reads, from the runner's process. A blank value counts as unset. */
export const Settings = object({
  GITHUB_WORKSPACE: anyText,
  RUNNER_NAME: anyText,
  RUNNER_TEMP: matchingText(/^\//, 'an absolute path'),
  RUNNER_DEBUG: text,
  RUNNER_TRACKING_ID: text,
  GITHUB_RUN_ID: text,
  GITHUB_RUN_ATTEMPT: text,
  GITHUB_JOB: text,
  GITHUB_REPOSITORY: text,
  GITHUB_WORKFLOW: text,
  GITHUB_WORKFLOW_REF: text,
  GITHUB_REF: text,
  GITHUB_EVENT_NAME: text,
  HOOK_DOCKER_CONFIG: absolutePath,
  HOOK_ECR_HELPER: matching(/^[A-Za-z0-9][\w.-]*$/, 'the name of a credential helper, or off'),
  HOOK_FORWARD_ENV: text,
  HOOK_PULL_POLICY: matching(/^(always|missing|never)$/, 'always, missing or never'),
  HOOK_PULL_CONCURRENCY: matching(/^[1-9]\d?$/, 'a whole number from 1 to 99'),
  HOOK_PULL_RETRY_TIMEOUT: seconds,
  HOOK_PULL_STALL_TIMEOUT: seconds,
  HOOK_PULL_TIMEOUT: seconds,
  HOOK_HEALTH_TIMEOUT: seconds,
  HOOK_SERVICE_STARTS: matching(/^(in-turn|overlapping)$/, 'in-turn or overlapping'),
  HOOK_SERVICE_LOG_LIMIT: matching(/^\d{1,6}$/, 'a whole number of KiB'),
  HOOK_PATH_MAP: matching(/^\/[^=,]*=\/[^=,]*(,\/[^=,]*=\/[^=,]*)*$/, 'pairs such as /from=/to'),
  HOOK_EVENT_LOG: absolutePath,
  HOOK_EVENT_LOG_SIZE: matching(/^[1-9]\d{0,5}$/, 'a whole number of MiB'),
  HOOK_CREDENTIALS_FALLBACK: onOrOff,
  HOOK_POLICY_FILE: absolutePath,
  HOOK_ROLLOUT_FILE: absolutePath,
  HOOK_KILL_SWITCH: absolutePath,
  HOOK_RUNNER_GROUP: text,
  HOOK_RUNNER_LABELS: text,
  HOOK_FEATURE_DEFAULT: onOrOff,
  HOOK_FEATURE_CREDENTIAL_HELPER: onOrOff,
  HOOK_FEATURE_SERVICE_NAMES: onOrOff,
  HOOK_FEATURE_PARALLEL_PULLS: onOrOff,
  HOOK_FEATURE_PULL_POLICY: onOrOff,
  HOOK_FEATURE_ENGINE_EXEC: onOrOff,
  HOOK_FEATURE_HEALTH_EVENTS: onOrOff,
  ACTIONS_RUNNER_NETWORK_DRIVER: text,
});

export type Settings = Of<typeof Settings>;

/** The variable that switches a feature: `HOOK_FEATURE_SERVICE_NAMES` for `service-names`. */
export function featureVariable<Name extends FeatureName>(name: Name): keyof Settings {
  return `HOOK_FEATURE_${name.toUpperCase().replaceAll('-', '_')}` as keyof Settings;
}
