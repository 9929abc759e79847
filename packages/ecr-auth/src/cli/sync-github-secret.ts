import { createEcrAuth } from '../ecr-auth.ts';
import { EcrAuthError } from '../errors.ts';
import { createGithubApi } from '../github/api.ts';
import { githubSettings } from '../github/settings.ts';
import { defaultSecretName, syncSecret, type SyncResult } from '../github/sync.ts';
import { parseSecretName, parseTarget } from '../github/target.ts';
import { createHttpClient } from '../network/http.ts';
import { createNetwork } from '../network/network.ts';
import { parseSettings } from '../settings.ts';
import { registryOf } from './get-login-password.ts';
import type { Command } from './main.ts';
import { flag, text } from './values.ts';

/** Half of a token's life: with a run every hour or two a job never starts with an old one. */
const presetMinTtlSeconds = 6 * 60 * 60;

const help = `ecr-auth sync-github-secret: stores the password as a secret of GitHub Actions.

Usage: ecr-auth sync-github-secret --repo OWNER/NAME [OPTIONS]
       ecr-auth sync-github-secret --org NAME [OPTIONS]

The token for GitHub comes from GH_TOKEN or GITHUB_TOKEN.

Options:
  --repo OWNER/NAME  repository
  --org NAME         organisation, instead of a repository
  --env NAME         environment of the repository
  --name NAME        name of the secret (default: ${defaultSecretName});
                     the variable NAME_EXPIRES_AT is written, too
  --region REGION    region of the registry
                     (default: AWS_REGION, else AWS_DEFAULT_REGION)
  --registry HOST    registry host instead of a region
  --min-ttl SECONDS  how long a stored password must still live to be kept
                     (default: ${presetMinTtlSeconds})
  --dry-run          read everything, store nothing
  --json             print one JSON object
  --help             print this text

Exit codes:
  0  stored, or the stored one is still good
  1  failed
  2  called wrongly

Examples:
  ecr-auth sync-github-secret --repo octo-org/app --region eu-west-1

Documentation: docs/recipes/cron-rotated-secret.md`;

/** For runners of GitHub's own, which cannot run a hook: the token as a secret of GitHub Actions. */
export const syncGithubSecret: Command = {
  help,
  options: {
    repo: 'text',
    org: 'text',
    env: 'text',
    name: 'text',
    region: 'text',
    registry: 'text',
    'min-ttl': 'text',
    'dry-run': 'flag',
    json: 'flag',
  },
  async run(values, output) {
    const [repo, org, environment] = ['repo', 'org', 'env'].map((name) => text(values, name));
    const target = parseTarget({ repo, org, env: environment });
    const { host } = registryOf(values, process.env);
    const minTtlSeconds = parseSeconds(text(values, 'min-ttl'));
    const name = parseSecretName(text(values, 'name') ?? defaultSecretName);
    const { connectTimeoutMs, timeoutMs } = parseSettings(process.env);
    const timeouts = { connectTimeoutMs, requestTimeoutMs: timeoutMs };
    const network = createNetwork({ env: process.env, ...timeouts });
    const api = createGithubApi({
      ...githubSettings(process.env),
      http: createHttpClient(network),
    });

    const result = await syncSecret({
      api,
      target,
      name,
      minTtlSeconds,
      dryRun: flag(values, 'dry-run'),
      now: new Date(),
      // A token from the cache may be half gone; the secret is to live for the whole twelve hours.
      getToken: () => createEcrAuth({ warn: output.note }).getToken(host, { refresh: true }),
    });
    output.print(flag(values, 'json') ? JSON.stringify(result) : sentence(result));
    return 0;
  },
};

const verbs = { stored: 'stored in', 'would-store': 'would be stored in', skipped: 'kept in' };

function sentence({ action, name, target, expiresAt, belowMinTtl }: SyncResult): string {
  const short = belowMinTtl
    ? ' It lives no longer than --min-ttl: the next run stores it again.'
    : '';
  return `${name} ${verbs[action]} ${target}, good until ${expiresAt.toISOString()}.${short}`;
}

function parseSeconds(value = String(presetMinTtlSeconds)): number {
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw new EcrAuthError(`--min-ttl is ${JSON.stringify(value)}, not a number of seconds.`, {
    reason: 'usage',
    hint: 'Give a whole number, 21600 for six hours.',
  });
}
