import { dirname, join, resolve } from 'node:path';
import { readRunnerEnv } from './runner-env.ts';
import type { Values } from './arguments.ts';

/**
 * The environment that a runner would give the hook for a job: its own settings from `--runner-env` and
 * the HOOK_* variables of the caller, and of the job what the arguments say, and nothing else.
 *
 * @throws UsageError when the file of --runner-env cannot be read
 */
export function jobEnv(
  file: string | undefined,
  repository: string | undefined,
  values: Values,
): NodeJS.ProcessEnv {
  const envFile = values.text('runner-env');
  const workflowFile = values.text('workflow-file');
  const facts = {
    HOOK_ROLLOUT_FILE: file,
    HOOK_RUNNER_GROUP: values.text('group'),
    HOOK_RUNNER_LABELS: values.text('labels'),
    GITHUB_REPOSITORY: repository,
    GITHUB_WORKFLOW: values.text('workflow'),
    GITHUB_WORKFLOW_REF: workflowFile && `${repository ?? 'owner/name'}/${workflowFile}@refs/x`,
    GITHUB_REF: values.text('ref'),
    GITHUB_EVENT_NAME: values.text('event'),
    GITHUB_RUN_ID: values.text('run'),
    RUNNER_NAME: values.text('runner') ?? 'any runner',
    GITHUB_WORKSPACE: '/',
    // `.runner`, with the group, lies beside `.env` and the work folder.
    RUNNER_TEMP: envFile === undefined ? '/' : join(dirname(resolve(envFile)), '_work/_temp'),
  };
  const given = Object.entries(facts).filter(([, value]) => value !== undefined);
  const settings = Object.entries(process.env).filter(([name]) => name.startsWith('HOOK_'));
  const runner = envFile === undefined ? [] : readRunnerEnv(envFile);
  return Object.fromEntries([...settings, ...runner, ...given]);
}
