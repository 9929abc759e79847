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

/** For runners of GitHub's own, which cannot run a hook: the token as a secret of GitHub Actions. */
export const syncGithubSecret: Command = {
  definition: {
    meta: {
      name: 'sync-github-secret',
      description:
        'Store the current ECR password as a GitHub Actions secret, for GitHub-hosted runners. The token for GitHub comes from GH_TOKEN or GITHUB_TOKEN. Exit code 0: stored, or still good.',
    },
    args: {
      repo: { type: 'string', description: 'Repository.', valueHint: 'OWNER/NAME' },
      org: { type: 'string', description: 'Organisation, instead of a repository.' },
      env: { type: 'string', description: 'Environment of the repository.' },
      name: {
        type: 'string',
        description: `Name of the secret. Default: ${defaultSecretName}. NAME_EXPIRES_AT becomes a variable.`,
      },
      region: { type: 'string', description: 'Region of the registry. Default: AWS_REGION.' },
      registry: { type: 'string', description: 'Registry host instead of a region.' },
      'min-ttl': {
        type: 'string',
        description: `Seconds that a stored password must still live to be kept. Default: ${presetMinTtlSeconds}.`,
        valueHint: 'SECONDS',
      },
      'dry-run': { type: 'boolean', description: 'Read everything, store nothing.' },
      json: { type: 'boolean', description: 'Print one JSON object.' },
    },
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
