import type { RunnerFolders } from './request.ts';

export interface JobIdentity {
  runnerName: string;
  repository: string;
  jobId: string;
  runId: string;
}

/**
 * `GITHUB_*` and `RUNNER_*` with host paths, as the hook process gets them on top of the Worker's
 * environment (`GitHubContext.cs`, `RunnerContext.cs`, `ScriptHandler.cs`).
 */
export function hookOverlay(
  { work, temp, workspace }: RunnerFolders,
  { runnerName, repository, jobId, runId }: JobIdentity,
): Record<string, string> {
  const owner = repository.slice(0, repository.indexOf('/'));
  return {
    GITHUB_ACTIONS: 'true',
    CI: 'true',
    GITHUB_WORKSPACE: workspace,
    GITHUB_REPOSITORY: repository,
    GITHUB_REPOSITORY_OWNER: owner,
    GITHUB_RUN_ID: runId,
    GITHUB_RUN_NUMBER: '1',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_JOB: jobId,
    GITHUB_ACTOR: 'octocat',
    GITHUB_WORKFLOW: 'ci',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: '0'.repeat(40),
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: process.arch === 'arm64' ? 'ARM64' : 'X64',
    RUNNER_NAME: runnerName,
    RUNNER_ENVIRONMENT: 'self-hosted',
    RUNNER_TOOL_CACHE: `${work}/_tool`,
    RUNNER_TEMP: temp,
    RUNNER_WORKSPACE: workspace.slice(0, workspace.lastIndexOf('/')),
  };
}

/** Host paths and what they are in a container; the first match counts. */
export type PathMapping = readonly (readonly [host: string, container: string])[];

export function jobPaths({ temp, work }: RunnerFolders): PathMapping {
  return [
    [`${temp}/_github_workflow`, '/github/workflow'],
    [`${temp}/_github_home`, '/github/home'],
    [work, '/__w'],
  ];
}

export function actionPaths({ temp, workspace }: RunnerFolders): PathMapping {
  return [
    [workspace, '/github/workspace'],
    [`${temp}/_runner_file_commands`, '/github/file_commands'],
    [`${temp}/_github_workflow`, '/github/workflow'],
    [`${temp}/_github_home`, '/github/home'],
    [temp, '/github/runner_temp'],
  ];
}

/** The same for a step: values that are host paths in the container's terms (`ContainerInfo.cs`). */
export function stepOverlay(
  overlay: Readonly<Record<string, string>>,
  files: object,
  mapping: PathMapping,
): Record<string, string> {
  const translate = (value: string) => {
    const match = mapping.find(([host]) => value === host || value.startsWith(`${host}/`));
    return match ? match[1] + value.slice(match[0].length) : value;
  };
  const entries = Object.entries({ ...overlay, ...files } as Record<string, string>);
  const step = entries.filter(
    ([name]) => /^(GITHUB|RUNNER)_/.test(name) && name !== 'GITHUB_ACTIONS',
  );
  return Object.fromEntries(step.map(([name, value]) => [name, translate(value)]));
}
