import { EcrAuthError, textField } from '../errors.ts';
import type { HttpResponse } from '../network/http.ts';
import type { SecretTarget } from './target.ts';

/** What was asked for, for the sentence "Could not ACTION of TARGET: …". */
export interface Attempt {
  readonly target: SecretTarget;
  /** `read the public key`, `store the secret ECR_PASSWORD`, … */
  readonly action: string;
  /** Never to be seen in an error, even if GitHub says it. */
  readonly token: string;
}

const tokenHint = 'The token comes from GH_TOKEN, or else from GITHUB_TOKEN';

/** Seconds. GitHub's limits end within an hour: a wait far beyond that is not to be believed. */
const longestWait = 7 * 24 * 60 * 60;

/**
 * The error for a status that is not the expected one.
 * docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
 * @param now for the time at which a limit ends
 */
export function statusError(attempt: Attempt, response: HttpResponse, now: Date): EcrAuthError {
  const { status } = response;
  const end = limitEnd(response, now);
  if (end !== undefined) return throttled(attempt, end);
  if (status === 401) return refusedToken(attempt);
  if (status === 403) return forbidden(attempt, response);
  if (status === 404) return notFound(attempt);
  if (status === 422) return unprocessable(attempt, response);
  if ([301, 302, 307, 308].includes(status)) return moved(attempt);
  if (status >= 500) return serverError(attempt, status);
  const said = saidBy(attempt, response);
  const reason = status >= 400 ? 'refused' : 'bad-answer';
  return failed(attempt, `GitHub answered with status ${String(status)}${said}`, {
    reason,
    hint: 'Check that GITHUB_API_URL is the address of a GitHub API, and that it can be reached.',
  });
}

/** An answer of the right status which says the wrong things: of a proxy, for instance. */
export function answerError(attempt: Attempt, problem: string): EcrAuthError {
  return failed(attempt, problem, {
    reason: 'bad-answer',
    hint: 'Check that GITHUB_API_URL is the address of a GitHub API, and no proxy answers for it.',
  });
}

/** GitHub lists fewer repositories than it counts: storing the secret would lock out the others. */
export function partialListError(attempt: Attempt): EcrAuthError {
  return failed(attempt, 'the token does not see all repositories which may use the secret', {
    reason: 'access-denied',
    hint: `${tokenHint}: it needs access to all repositories of the organisation.`,
  });
}

type Details = Pick<EcrAuthError, 'reason' | 'hint'>;

function failed({ action, target }: Attempt, why: string, details: Details): EcrAuthError {
  return new EcrAuthError(`Could not ${action} of ${target.description}: ${why}.`, details);
}

/**
 * docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: `retry-after` in seconds, or
 * `x-ratelimit-reset` in seconds since the epoch.
 * @returns undefined when the answer is not about a limit
 */
function limitEnd({ status, headers }: HttpResponse, now: Date): string | undefined {
  const after = headers['retry-after'];
  const spent = headers['x-ratelimit-remaining'] === '0';
  if (status !== 429 && !(status === 403 && (spent || after !== undefined))) return undefined;
  const epoch = now.getTime() / 1000;
  const reset = Number(headers['x-ratelimit-reset'] ?? NaN) - epoch;
  const wait = after === undefined ? reset : Number(after);
  if (!(wait > 0 && wait < longestWait)) return 'in a few minutes';
  return `after ${new Date(Math.ceil(epoch + wait) * 1000).toISOString()}`;
}

function throttled(attempt: Attempt, end: string): EcrAuthError {
  return failed(attempt, 'the token has made too many requests', {
    reason: 'throttled',
    hint: `Try again ${end}.`,
  });
}

function refusedToken(attempt: Attempt): EcrAuthError {
  return failed(attempt, 'GitHub does not accept the token', {
    reason: 'credentials',
    hint: `${tokenHint}: it may have expired or been revoked, or belong to another GitHub.`,
  });
}

function forbidden(attempt: Attempt, response: HttpResponse): EcrAuthError {
  return failed(attempt, `the token lacks the permission${saidBy(attempt, response)}`, {
    reason: 'access-denied',
    hint:
      `${tokenHint}. A fine-grained token or an app needs ${permissions(attempt)}; ` +
      'the GITHUB_TOKEN of a workflow can never write secrets.',
  });
}

/** All that a whole run needs: whoever lacks two should not hear of them one after the other. */
function permissions({ target }: Attempt): string {
  const level = target.kind === 'organisation' ? ' of the organisation' : '';
  const environments = target.kind === 'environment' ? ', Environments: write' : '';
  return `Secrets: write, Variables: write${environments}${level}`;
}

function notFound(attempt: Attempt): EcrAuthError {
  const { kind, description } = attempt.target;
  const thing = { repository: 'repository', environment: 'environment', organisation: '' }[kind];
  const name = [thing, description].filter(Boolean).join(' ');
  return failed(attempt, `there is no ${name}, or the token may not see it`, {
    reason: 'access-denied',
    hint: `Check the name. ${tokenHint}: it must have access to it, and the permissions ${permissions(attempt)}.`,
  });
}

function unprocessable(attempt: Attempt, response: HttpResponse): EcrAuthError {
  return failed(attempt, `GitHub calls the request invalid${saidBy(attempt, response)}`, {
    reason: 'refused',
    hint: 'Run it again: the public key may just have been replaced.',
  });
}

function moved(attempt: Attempt): EcrAuthError {
  return failed(attempt, 'GitHub says that it has been renamed or moved', {
    reason: 'refused',
    hint: 'Give its present name; a redirect is not followed with a secret.',
  });
}

function serverError(attempt: Attempt, status: number): EcrAuthError {
  return failed(attempt, `GitHub has an error of its own, status ${String(status)}`, {
    reason: 'server-error',
    hint: 'Try again later; https://www.githubstatus.com says more.',
  });
}

/** ` ("Resource not accessible by integration")`, GitHub's own words, or nothing. */
function saidBy({ token }: Attempt, { body }: HttpResponse): string {
  const message = textField(parseJson(body), 'message')?.split(token).join('***').slice(0, 200);
  return message === undefined ? '' : ` (${JSON.stringify(message)})`;
}

/** undefined for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
