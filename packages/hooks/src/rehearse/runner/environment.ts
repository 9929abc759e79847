type Texts = Readonly<Record<string, string>>;

/** What of the `github` context becomes GITHUB_* (actions/runner, `GitHubContext.cs`). */
const githubVariables: readonly string[] = [
  ...['action', 'action_path', 'action_ref', 'action_repository', 'actor', 'actor_id', 'api_url'],
  ...['base_ref', 'env', 'event_name', 'event_path', 'graphql_url', 'head_ref', 'job', 'output'],
  ...['path', 'ref', 'ref_name', 'ref_protected', 'ref_type', 'repository', 'repository_id'],
  ...['repository_owner', 'repository_owner_id', 'retention_days', 'run_attempt', 'run_id'],
  ...['run_number', 'server_url', 'sha', 'state', 'step_summary', 'triggering_actor', 'workflow'],
  ...['workflow_ref', 'workflow_sha', 'workspace'],
];

/** GITHUB_* and RUNNER_* with paths of this machine. */
export function contextVariables(github: Texts, runner: Texts): Record<string, string> {
  const allowed = Object.entries(github).filter(([name]) => githubVariables.includes(name));
  return Object.fromEntries([
    ...allowed.map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, value]),
    ...Object.entries(runner).map(([name, value]) => [`RUNNER_${name.toUpperCase()}`, value]),
  ]) as Record<string, string>;
}

/**
 * The environment of the runner's process, out of that of whoever rehearses: without what another
 * job would have put there, and without the secrets, which on a runner come with the job.
 */
export function workerEnvironment(
  own: NodeJS.ProcessEnv,
  envFile: ReadonlyMap<string, string>,
  secrets: Iterable<string>,
): Record<string, string> {
  const hidden = new Set(secrets);
  const entries = Object.entries(own).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !isOfAJob(entry[0]) && !hidden.has(entry[0]),
  );
  const env = new Map([...entries, ...envFile]);
  // A rehearsal is no job that the fleet should count.
  env.delete('HOOK_EVENT_LOG');
  return Object.fromEntries([...env].filter(([, value]) => value !== ''));
}

/** The environment of one call of the hook (`ScriptHandler.cs`, `Handler.cs`). */
export function hookEnvironment(
  worker: Texts,
  variables: Texts,
  prependPath: readonly string[],
): Record<string, string> {
  const path = [...prependPath, worker['PATH'] ?? ''].join(':');
  return {
    CI: 'true',
    ...worker,
    ...variables,
    GITHUB_ACTIONS: 'true',
    ...(prependPath.length > 0 && { PATH: path }),
  };
}

/** The runner's proxy settings, in both cases, as every container gets them (`ContainerInfo.cs`). */
export function proxyVariables(env: Texts): Record<string, string> {
  const names = ['http_proxy', 'https_proxy', 'no_proxy'];
  const entries = names.flatMap((name) => {
    const upper = name.toUpperCase();
    const value = env[name] || env[upper];
    return value ? [[upper, value] as const, [name, value] as const] : [];
  });
  return Object.fromEntries(entries);
}

function isOfAJob(name: string): boolean {
  if (name === 'RUNNER_DEBUG' || name.startsWith('ACTIONS_RUNNER_')) return false;
  return /^(GITHUB|RUNNER|ACTIONS|INPUT|STATE)_/.test(name);
}
