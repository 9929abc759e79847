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

/** What the runner adds before the first step. */
export function stepOverlay({ temp }: RunnerFolders): Record<string, string> {
  return {
    GITHUB_ACTION: '__run',
    GITHUB_ACTION_REPOSITORY: '',
    GITHUB_EVENT_PATH: `${temp}/_github_workflow/event.json`,
  };
}

/** Host paths and what they are in a container; the first match counts. */
export type PathMapping = readonly (readonly [host: string, container: string])[];

export function jobPaths({ root, temp, work }: RunnerFolders): PathMapping {
  return [
    [`${temp}/_github_workflow`, '/github/workflow'],
    [`${temp}/_github_home`, '/github/home'],
    [work, '/__w'],
    [`${root}/externals`, '/__e'],
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

/** What of the hook's overlay a step gets, too. */
export function stepContext(overlay: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(overlay);
  return Object.fromEntries(
    entries.filter(([name]) => /^(GITHUB|RUNNER)_/.test(name) && name !== 'GITHUB_ACTIONS'),
  );
}

/**
 * An environment in the container's terms: a value that is a mapped host path, or lies below one,
 * whoever set it; paths inside a longer value stay (`ContainerInfo.cs`).
 */
export function translatePaths(
  env: Readonly<Record<string, string | null>>,
  mapping: PathMapping,
): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value && translatePath(value, mapping)]),
  );
}

export function translatePath(path: string, mapping: PathMapping): string {
  const match = mapping.find(([host]) => path === host || path.startsWith(`${host}/`));
  return match ? match[1] + path.slice(match[0].length) : path;
}

/** The Worker's proxy settings in both cases, which every container gets (`ContainerInfo.cs`). */
export function proxyVariables(
  workerEnv: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const entries = ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((lower) => {
    const upper = lower.toUpperCase();
    const value = workerEnv[lower] ?? workerEnv[upper];
    return value ? [upper, lower].map((name): [string, string] => [name, value]) : [];
  });
  return Object.fromEntries(entries);
}
