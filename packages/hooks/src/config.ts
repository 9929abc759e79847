import * as z from 'zod/mini';
import { HookError } from './errors.ts';
import { issueText } from './protocol/issue-text.ts';

const text = z.optional(z.string());
const seconds = z.optional(
  z.string().check(z.regex(/^[1-9]\d{0,5}$/, 'a whole number of seconds')),
);
const absolutePath = z.optional(z.string().check(z.regex(/^\//, 'an absolute path')));

/** Every variable that the hook reads, from the runner's process. A blank value counts as unset. */
const Environment = z.object({
  GITHUB_WORKSPACE: z.string(),
  RUNNER_NAME: z.string(),
  RUNNER_TEMP: z.string().check(z.regex(/^\//, 'an absolute path')),
  RUNNER_DEBUG: text,
  RUNNER_TRACKING_ID: text,
  GITHUB_RUN_ID: text,
  GITHUB_RUN_ATTEMPT: text,
  GITHUB_JOB: text,
  HOOK_DOCKER_CONFIG: absolutePath,
  HOOK_ECR_HELPER: z.optional(
    z.string().check(z.regex(/^[A-Za-z0-9][\w.-]*$/, 'the name of a credential helper, or off')),
  ),
  HOOK_FORWARD_ENV: text,
  HOOK_HEALTH_TIMEOUT: seconds,
  HOOK_EVENT_LOG: absolutePath,
  ACTIONS_RUNNER_NETWORK_DRIVER: text,
});

type VariableName = keyof z.infer<typeof Environment>;

/** What docs/configuration.md says of each variable (a test holds the page to it). */
export const documentation: Record<VariableName, { set: 'runner' | 'admin'; text: string }> = {
  GITHUB_WORKSPACE: { set: 'runner', text: 'Required. The workspace of the job on the host.' },
  RUNNER_NAME: { set: 'runner', text: 'Required. Part of the label of everything the hook makes.' },
  RUNNER_TEMP: { set: 'runner', text: 'Required. Place of private, short-lived files.' },
  RUNNER_DEBUG: { set: 'runner', text: '`1` when the job runs with debug logging.' },
  RUNNER_TRACKING_ID: {
    set: 'runner',
    text: 'Handed on to docker, so that the runner can end what is left.',
  },
  GITHUB_RUN_ID: { set: 'runner', text: 'Part of the job label.' },
  GITHUB_RUN_ATTEMPT: { set: 'runner', text: 'Part of the job label.' },
  GITHUB_JOB: { set: 'runner', text: 'Part of the job label; names the job in notices.' },
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
  HOOK_HEALTH_TIMEOUT: {
    set: 'admin',
    text: 'Longest wait in seconds until all services are healthy. Default: `900`.',
  },
  HOOK_EVENT_LOG: {
    set: 'admin',
    text: 'Directory for a log with one JSON line per hook call. Unset: no log.',
  },
  ACTIONS_RUNNER_NETWORK_DRIVER: {
    set: 'admin',
    text: 'Name of an existing docker network to use instead of a network per job.',
  },
};

/** The hook's settings, parsed once; nothing else reads the environment for them. */
export interface Config {
  runnerName: string;
  tempDirectory: string;
  runId: string | undefined;
  runAttempt: string | undefined;
  jobId: string | undefined;
  dockerConfig: string | undefined;
  ecrHelper: string | undefined;
  forwardEnv: readonly string[];
  healthTimeoutSeconds: number;
  eventLog: string | undefined;
  network: string | undefined;
}

/**
 * Reads the settings out of the environment of the runner's process.
 * @throws HookError that names every variable that is missing or malformed.
 */
export function parseConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.entries(env).filter(
    ([, value]) => value !== undefined && value.trim() !== '',
  );
  const parsed = Environment.safeParse(Object.fromEntries(given), { reportInput: true });
  if (!parsed.success) {
    const problems = parsed.error.issues.map(issueText);
    throw new HookError(`The hook cannot start: ${problems.join('; ')}.`, {
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
    dockerConfig: value.HOOK_DOCKER_CONFIG,
    ecrHelper: value.HOOK_ECR_HELPER,
    forwardEnv: (value.HOOK_FORWARD_ENV ?? '').split(/[\s,]+/).filter(Boolean),
    healthTimeoutSeconds: Number(value.HOOK_HEALTH_TIMEOUT ?? 900),
    eventLog: value.HOOK_EVENT_LOG,
    network: value.ACTIONS_RUNNER_NETWORK_DRIVER,
  };
}
