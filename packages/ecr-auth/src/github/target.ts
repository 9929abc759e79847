import { EcrAuthError, oneLine } from '../errors.ts';

/** Where a secret is stored. Paths begin with a slash and are relative to the API's base URL. */
export interface SecretTarget {
  readonly kind: 'repository' | 'environment' | 'organisation';
  /** For people: `octo/app`, `octo/app, environment production` or `organisation octo`. */
  readonly description: string;
  /** Path of the collection of secrets. */
  readonly secrets: string;
  /** Path of the collection of variables. */
  readonly variables: string;
}

/** What the command line gives; an empty value is a mistake, not an absence. */
export interface TargetOptions {
  repo?: string | undefined;
  org?: string | undefined;
  env?: string | undefined;
}

/** GitHub allows 39 characters; managed users have an underscore, old accounts two hyphens. */
const owner = /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$/;
const repository = /^[A-Za-z0-9._-]{1,100}$/;

/**
 * The place that `--repo`, `--org` and `--env` mean.
 * @throws EcrAuthError 'usage'
 */
export function parseTarget({ repo, org, env }: TargetOptions): SecretTarget {
  if (repo !== undefined && org !== undefined)
    throw usage('--repo and --org exclude each other.', 'Give one of them.');
  if (org !== undefined && env !== undefined)
    throw usage('--env needs --repo: an organisation has no environments.', 'Give --repo o/r.');
  if (repo !== undefined) return env === undefined ? ofRepo(repo) : ofEnvironment(repo, env);
  if (org !== undefined) return ofOrganisation(org);
  throw usage(
    'It is not said where to store the secret.',
    'Give --repo OWNER/NAME or --org ORGANISATION.',
  );
}

function ofRepo(repo: string): SecretTarget {
  const path = repoPath(repo);
  return { kind: 'repository', description: repo, ...collections(`${path}/actions`) };
}

function ofEnvironment(repo: string, env: string): SecretTarget {
  const path = `${repoPath(repo)}/environments/${environmentSegment(env)}`;
  const description = `${repo}, environment ${oneLine(env)}`;
  return { kind: 'environment', description, ...collections(path) };
}

function ofOrganisation(org: string): SecretTarget {
  if (!owner.test(org))
    throw usage(
      `--org ${JSON.stringify(org)} is not the name of an organisation.`,
      'Give the name as in its address, https://github.com/NAME.',
    );
  const path = `/orgs/${org}/actions`;
  return { kind: 'organisation', description: `organisation ${org}`, ...collections(path) };
}

function collections(path: string): Pick<SecretTarget, 'secrets' | 'variables'> {
  return { secrets: `${path}/secrets`, variables: `${path}/variables` };
}

function repoPath(repo: string): string {
  const [ownerName = '', name = '', ...rest] = repo.split('/');
  const valid = owner.test(ownerName) && repository.test(name) && rest.length === 0;
  if (valid && name !== '.' && !name.includes('..')) return `/repos/${repo}`;
  throw usage(
    `--repo ${JSON.stringify(repo)} is not the name of a repository.`,
    'Give it as OWNER/NAME, for example octo/app, without https://github.com/.',
  );
}

/**
 * Environments may have any name
 * (docs.github.com/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments).
 * Dots alone, encoded or not, are taken out of a path by every URL parser, and half a surrogate
 * pair has no encoding.
 */
function environmentSegment(env: string): string {
  const encodable = env.trim() !== '' && !/\p{Surrogate}/u.test(env);
  if (encodable && env !== '.' && env !== '..') return encodeURIComponent(env);
  throw usage(
    `--env ${JSON.stringify(env)} is not the name of an environment.`,
    "Give a name from the repository's settings, under Environments.",
  );
}

/**
 * The name of a secret as GitHub stores it, in upper case. Its rules:
 * docs.github.com/actions/reference/security/secrets#naming-your-secrets
 * @throws EcrAuthError 'usage'
 */
export function parseSecretName(name: string): string {
  const upper = name.toUpperCase();
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw usage(
      `--name ${JSON.stringify(name)} is not a name that GitHub allows for a secret.`,
      'Use letters of the English alphabet, digits and underscores, and no digit first.',
    );
  if (upper.startsWith('GITHUB_'))
    throw usage(
      `--name ${JSON.stringify(name)} begins with GITHUB_, which GitHub keeps for itself.`,
      'Give another name, for example ECR_PASSWORD.',
    );
  return upper;
}

function usage(message: string, hint: string): EcrAuthError {
  return new EcrAuthError(message, { reason: 'usage', hint });
}
