import type { Config } from '../config.ts';

/** What a rollout can go by. Names of workflows and refs are the workflow author's to choose. */
export interface RolloutJob {
  runner: string;
  /** undefined: not known. */
  group: string | undefined;
  labels: readonly string[] | undefined;
  /** `owner/name` */
  repository: string | undefined;
  workflow: string | undefined;
  /** Path of the workflow's file in its repository. */
  workflowFile: string | undefined;
  /** `refs/heads/main` */
  ref: string | undefined;
  event: string | undefined;
  runId: string | undefined;
}

export function rolloutJob(config: Config): RolloutJob {
  const { runnerName, runnerLabels, repository, workflow, workflowRef, ref, event, runId } = config;
  return {
    runner: runnerName,
    group: config.runnerGroup,
    labels: runnerLabels,
    repository,
    workflow,
    workflowFile: workflowFile(workflowRef),
    ref,
    event,
    runId,
  };
}

/** `owner/name/.github/workflows/ci.yml@refs/heads/main` (GITHUB_WORKFLOW_REF). */
function workflowFile(workflowRef = ''): string | undefined {
  return /^[^/]+\/[^/]+\/(.+)@refs\//.exec(workflowRef)?.[1];
}
