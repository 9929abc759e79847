import { EcrAuthError } from '../errors.ts';

/** How to reach GitHub's API, and as whom. */
export interface GithubSettings {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** A secret. */
  readonly token: string;
}

/** GitHub's own; a GitHub Enterprise Server has `https://HOST/api/v3`. */
const defaultUrl = 'https://api.github.com';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * GITHUB_API_URL, and GH_TOKEN or GITHUB_TOKEN in the order of GitHub's own `gh`
 * (cli.github.com/manual/gh_help_environment).
 * @throws EcrAuthError which never holds the token
 */
export function githubSettings(env: NodeJS.ProcessEnv): GithubSettings {
  return { baseUrl: parseBaseUrl(env['GITHUB_API_URL'] || defaultUrl), token: findToken(env) };
}

function findToken(env: NodeJS.ProcessEnv): string {
  const token = (env['GH_TOKEN']?.trim() || env['GITHUB_TOKEN']?.trim()) ?? '';
  if (token === '')
    throw new EcrAuthError('There is no token for GitHub.', {
      reason: 'no-credentials',
      hint: 'Set GH_TOKEN to one that may write secrets.',
    });
  // Anything else cannot be sent in a header, and would be taken for a bug.
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new EcrAuthError(
    'The token for GitHub, from GH_TOKEN or GITHUB_TOKEN, has characters that no token has.',
    { reason: 'settings', hint: 'Copy it again: spaces and line breaks do not belong to it.' },
  );
}

/**
 * The token goes to this address, so nobody on the way may read it.
 * @throws EcrAuthError 'settings'; never with the value, which may hold a password
 */
export function parseBaseUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const bare = url && !url.username && !url.password && !url.search && !url.hash;
  const secret =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.test(url.hostname));
  if (url && bare && secret) return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  throw new EcrAuthError('GITHUB_API_URL is not the https address of a GitHub API.', {
    reason: 'settings',
    hint: 'Give it as https://HOST/api/v3, or leave it out for github.com.',
  });
}
