import { dirname } from 'node:path';
import { WrongOption, type Given } from '../given.ts';
import type { GitFacts } from '../workflow/git-folder.ts';
import { toolCache, type Folders } from './folders.ts';

type Texts = Readonly<Record<string, string>>;

export interface IdentityFacts {
  given: Given['github'];
  git: GitFacts;
  event: string;
  /** Name of the workflow, else its path. */
  workflow: string;
  /** Path of its file in the repository. */
  workflowPath: string;
  jobId: string;
}

/** What a folder without a remote is called. */
const unknownRepository = 'rehearsal/workspace';

/**
 * The `github` context as far as it is text; made up where nobody knows better.
 * @throws WrongOption when something is given that is not in it
 */
export function githubTexts(facts: IdentityFacts): Texts {
  const { given, git, event, workflow, workflowPath, jobId } = facts;
  const repository = given.get('repository') ?? git.repository ?? unknownRepository;
  const ref = given.get('ref') ?? git.ref ?? 'refs/heads/main';
  const sha = given.get('sha') ?? git.sha ?? '0'.repeat(40);
  const server = given.get('server_url') ?? 'https://github.com';
  const actor = given.get('actor') ?? 'rehearsal';
  const known = {
    action: '',
    actor,
    actor_id: '1',
    api_url: server === 'https://github.com' ? 'https://api.github.com' : `${server}/api/v3`,
    base_ref: '',
    event_name: event,
    graphql_url: 'https://api.github.com/graphql',
    head_ref: '',
    job: jobId,
    ref,
    ref_name: ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_protected: 'false',
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    repository,
    repository_id: '1',
    repository_owner: dirname(repository),
    repository_owner_id: '1',
    repositoryUrl: `git://github.com/${repository}.git`,
    retention_days: '90',
    run_attempt: '1',
    run_id: '1',
    run_number: '1',
    secret_source: 'Actions',
    server_url: server,
    sha,
    triggering_actor: actor,
    workflow,
    workflow_ref: `${repository}/${workflowPath}@${ref}`,
    workflow_sha: sha,
  };
  checkGiven(given, Object.keys(known), repository);
  return { ...known, ...Object.fromEntries(given) };
}

function checkGiven(given: Given['github'], names: readonly string[], repository: string): void {
  const odd = [...given.keys()].find((name) => !names.includes(name));
  if (odd !== undefined) {
    throw new WrongOption(`--github cannot set ${JSON.stringify(odd)}.`, {
      hint: `It sets ${names.join(', ')}. The token is --secret GITHUB_TOKEN, the payload --event.`,
    });
  }
  // It becomes a folder.
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || /\/\.\.?$/.test(repository)) {
    throw new WrongOption(
      `${JSON.stringify(repository)} is not a repository, which is owner/name.`,
    );
  }
}

/** The `runner` context, which is RUNNER_* as well. */
export function runnerTexts(name: string, folders: Folders): Texts {
  return {
    arch: process.arch === 'arm64' ? 'ARM64' : 'X64',
    environment: 'self-hosted',
    name,
    os: 'Linux',
    temp: folders.temp,
    tool_cache: toolCache(folders),
    workspace: dirname(folders.workspace),
  };
}
