import type { Settings } from './settings.ts';

interface Documented {
  set: 'runner' | 'admin' | 'feature';
  text: string;
}

/** What docs/configuration.md says of each variable (a test holds the page to it). */
export const documentation: Record<keyof Settings, Documented> = {
  GITHUB_WORKSPACE: { set: 'runner', text: 'Required. The workspace of the job on the host.' },
  RUNNER_NAME: { set: 'runner', text: 'Required. Part of the label of everything the hook makes.' },
  RUNNER_TEMP: { set: 'runner', text: 'Required. Place of private, short-lived files.' },
  RUNNER_DEBUG: { set: 'runner', text: '`1` when the job runs with debug logging.' },
  RUNNER_TRACKING_ID: {
    set: 'runner',
    text: 'Handed on to docker, so that the runner can end what is left.',
  },
  GITHUB_RUN_ID: { set: 'runner', text: 'Part of the job label; tells the job message.' },
  GITHUB_RUN_ATTEMPT: { set: 'runner', text: 'Part of the job label.' },
  GITHUB_JOB: { set: 'runner', text: 'Part of the job label; names the job in notices.' },
  GITHUB_REPOSITORY: { set: 'runner', text: 'A rollout can go by it; part of the event log.' },
  GITHUB_WORKFLOW: { set: 'runner', text: 'A rollout can go by it; part of the event log.' },
  GITHUB_WORKFLOW_REF: {
    set: 'runner',
    text: "Tells the workflow's file; a rollout can go by it.",
  },
  GITHUB_REF: { set: 'runner', text: 'A rollout can go by it.' },
  GITHUB_EVENT_NAME: { set: 'runner', text: 'A rollout can go by it.' },
  HOOK_DOCKER_CONFIG: {
    set: 'admin',
    text: 'Docker config directory (or the `config.json` in it) whose credential helpers authenticate pulls and builds. Set: `docker login` is never run. Unset: hosts with credentials in the workflow are logged in to a temporary config, others use the docker config of the runner user.',
  },
  HOOK_ECR_HELPER: {
    set: 'admin',
    text: 'Credential helper for ECR hosts that the docker config does not cover: the part after `docker-credential-`, or `off`. Default: `ecr-login` if on PATH, else `ecr-auth` if on PATH.',
  },
  HOOK_FORWARD_ENV: {
    set: 'admin',
    text: "Names of further variables of the runner's own environment, separated by commas or spaces, that docker and its credential helpers get for pull, build and login. They never reach a container.",
  },
  HOOK_PULL_POLICY: {
    set: 'admin',
    text: '`always`: ask the registry each time; only an image that is pinned by digest and already here is not pulled again. `missing`: pull what is not here. `never`: use what is here, fail for the rest. Default: `always`.',
  },
  HOOK_PULL_CONCURRENCY: {
    set: 'admin',
    text: 'How many images of a job are pulled at once. Default: `4`.',
  },
  HOOK_PULL_RETRY_TIMEOUT: {
    set: 'admin',
    text: 'How long in seconds a pull is tried again after its first failure of a kind that may pass (429, 5xx, timeouts, DNS). Default: `60`.',
  },
  HOOK_PULL_STALL_TIMEOUT: {
    set: 'admin',
    text: 'Longest silence in seconds of a credential helper, of a registry before a pull begins and, over the socket of the daemon, of its layers. The pull ends, and is tried again. Default: `60`.',
  },
  HOOK_PULL_TIMEOUT: {
    set: 'admin',
    text: 'Longest time in seconds for one image, all attempts together. Default: `3600`.',
  },
  HOOK_HEALTH_TIMEOUT: {
    set: 'admin',
    text: 'Longest wait in seconds until a service is healthy; its own health settings may end it earlier. Default: `900`.',
  },
  HOOK_SERVICE_STARTS: {
    set: 'admin',
    text: '`overlapping`: a service starts as soon as the one before has its name in the network, and all run that its `options`, `env` or command name, or the env and command of its image; one with mounts or out of the network of the job waits for all in front. `in-turn`: when the one before runs, as with the built-in runner; for a service that knows another from a file of its image, connects once at its start and gives up ([what speaks for which](decisions/0028-services-overlap.md)). With the feature `parallel-pulls` off always in turn. Default: `overlapping`.',
  },
  HOOK_SERVICE_LOG_LIMIT: {
    set: 'admin',
    text: "How many KiB of each service's log are shown, counted from its end; `0` shows none. Default: `256`.",
  },
  HOOK_PATH_MAP: {
    set: 'admin',
    text: 'For a runner in a container: pairs `/path/of/runner=/path/of/daemon`, separated by commas. Sources of bind mounts are translated by the longest that fits.',
  },
  HOOK_EVENT_LOG: {
    set: 'admin',
    text: 'Directory for a log with one JSON line per hook call ([the event log](rollout.md#the-event-log)). Unset: no log.',
  },
  HOOK_EVENT_LOG_SIZE: {
    set: 'admin',
    text: 'How many MiB the event log keeps, in eight files of which the oldest goes. Default: `64`.',
  },
  HOOK_CREDENTIALS_FALLBACK: {
    set: 'admin',
    text: 'A pull whose credentials failed is tried once with the others: those of the workflow instead of those of the runner, or the other way round where `credential-helper` is not on ([fallback](rollout.md#fallback)): `on` or `off`. Default: `on`.',
  },
  HOOK_POLICY_FILE: {
    set: 'admin',
    text: 'Local file that says what workflows may ask docker for ([policy](policy.md)). Read when a job or a container action starts; one that cannot be used fails it. Unset: whatever docker takes.',
  },
  HOOK_ROLLOUT_FILE: {
    set: 'admin',
    text: 'Local file that says which jobs get which feature ([rollout](rollout.md)). Read when a job starts.',
  },
  HOOK_KILL_SWITCH: {
    set: 'admin',
    text: 'While a file of this name exists, every feature is off, also in jobs that run already. A local file: each call looks for it.',
  },
  HOOK_RUNNER_GROUP: {
    set: 'admin',
    text: 'Runner group, for rollouts. Default: what the runner was configured with.',
  },
  HOOK_RUNNER_LABELS: {
    set: 'admin',
    text: 'Labels of the runner, separated by commas, for rollouts: the runner keeps them nowhere.',
  },
  HOOK_FEATURE_DEFAULT: {
    set: 'feature',
    text: 'What a feature is that neither its variable nor the rollout file names, also when that file is missing or broken: `on` or `off`. Default: `on`.',
  },
  HOOK_FEATURE_CREDENTIAL_HELPER: {
    set: 'feature',
    text: 'Follows `HOOK_DOCKER_CONFIG`. Off: hosts with credentials in the workflow are logged in to a temporary config; hosts without are authenticated as with it on.',
  },
  HOOK_FEATURE_SERVICE_NAMES: {
    set: 'feature',
    text: "Reads the services' names out of the job message that the runner writes to its log. Off: names come from `options` and images alone ([names of services](service-names.md)).",
  },
  HOOK_FEATURE_PARALLEL_PULLS: {
    set: 'feature',
    text: 'Pulls the images of a job at the same time and starts containers meanwhile. Off: one after another.',
  },
  HOOK_FEATURE_PULL_POLICY: {
    set: 'feature',
    text: 'Follows `HOOK_PULL_POLICY` and leaves images that are pinned by digest alone. Off: every image is pulled each time, unless the policy is `never`.',
  },
  HOOK_FEATURE_ENGINE_EXEC: {
    set: 'feature',
    text: "Runs script steps over the daemon's socket and asks the daemon over it, without docker processes. Off, or where it is not reached over a unix socket: `docker exec` and other docker commands.",
  },
  HOOK_FEATURE_HEALTH_EVENTS: {
    set: 'feature',
    text: "Waits for docker's own events about the health of services. Off: asks twice a second.",
  },
  ACTIONS_RUNNER_NETWORK_DRIVER: {
    set: 'admin',
    text: 'Name of an existing docker network to use instead of a network per job.',
  },
};
