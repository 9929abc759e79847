import { HookError, codeOf, messageOf } from '../errors.ts';

/** Why docker refused; decides whether a retry can help and what to advise. */
export type DockerErrorReason =
  | 'daemon'
  | 'version'
  | 'auth'
  | 'not-found'
  | 'corrupt'
  | 'untrusted'
  | 'invalid'
  | 'busy'
  | 'exhausted'
  | 'full'
  | 'transient'
  | 'unknown';

/**
 * docker's sentences, first match wins. The texts are those of docker 20.10, 26 and 28 and of
 * registries (distribution, ECR, ghcr.io, Docker Hub).
 */
const reasons: readonly (readonly [DockerErrorReason, RegExp])[] = [
  ['daemon', /cannot connect to the docker daemon|is the docker daemon running/i],
  ['daemon', /permission denied while trying to connect|error during connect/i],
  ['version', /client version .* is too|api version/i],
  ['full', /no space left on device/i],
  ['daemon', /the connection to the docker daemon .* broke/i],
  ['not-found', /no such (image|container|network)|manifest unknown|manifest for .* not found/i],
  ['not-found', /no such \S+ instance/i],
  ['untrusted', /\bx509: /i],
  [
    'corrupt',
    /verification failed|unexpected commit digest|size validation|(unknown blob|blob unknown)/i,
  ],
  ['corrupt', /invalid character .* looking for|unexpected end of JSON/i],
  ['busy', /(prune|removal) .*is already (running|in progress)/i],
  [
    'exhausted',
    /non-overlapping .*address pool|address pools have been|no available \S+ addresses/i,
  ],
  // The words of a credential helper may stand in front of it: they are not the registry's.
  ['auth', /no basic auth credentials/i],
  ['transient', /toomanyrequests|too many requests|\b429\b|rate exceeded|throttl/i],
  [
    'transient',
    /(http status|status code|status from \w+ request to \S+):? 5\d\d|service unavailable/i,
  ],
  ['auth', /authorization token has expired|unauthorized|\b401\b/i],
  ['auth', /access denied|access to the resource is denied|denied:|\b403\b|forbidden/i],
  ['auth', /error getting credentials|login attempt to .* failed/i],
  ['not-found', /name unknown|no matching manifest/i],
  ['not-found', /repository .* not found|failed to resolve reference/i],
  [
    'invalid',
    /invalid reference format|invalid argument|unknown (shorthand )?flag|requires at least/i,
  ],
  ['transient', /timeout|deadline exceeded|connection (refused|reset)|broken pipe|\bEOF\b/i],
  [
    'transient',
    /no such host|server misbehaving|temporary failure|dial tcp: lookup|network is unreachable/i,
  ],
];

/** Letters of the begin and of the end of what docker wrote. */
const readable = 4096;

/**
 * Sorts what docker wrote to stderr.
 * @param subject the image or container it is about: its name may read like a reason (`app:401`)
 */
export function classifyStderr(stderr: string, subject = ''): DockerErrorReason {
  // docker repeats words of the workflow; on many of them the patterns would take minutes.
  const begin = stderr.slice(0, readable);
  const end = stderr.slice(begin.length).slice(-readable);
  const name = subject.replace(/[:@][^/]*$/, '');
  const text = [subject, name]
    .filter(Boolean)
    .reduce((rest, word) => rest.replaceAll(word, 'IT'), begin + end)
    .replaceAll(/https?:\/\/[^\s":]+(:\d+)?[^\s":]*/g, 'URL');
  return reasons.find(([, pattern]) => pattern.test(text))?.[0] ?? 'unknown';
}

export interface DockerErrorDetails {
  /** What was asked for, for people: `docker pull redis:7`. Never holds a value of a variable. */
  operation: string;
  exitCode: number | undefined;
  stderr: string;
  /** What to do where the reason itself does not say. */
  hint?: string | undefined;
  cause?: unknown;
}

/** docker refused. The message is docker's own last words, in one line. */
export class DockerError extends HookError {
  override readonly name = 'DockerError';
  readonly reason: DockerErrorReason;
  readonly exitCode: number | undefined;
  readonly stderr: string;

  constructor({ operation, exitCode, stderr, hint, cause }: DockerErrorDetails) {
    const reason = classifyStderr(stderr, operation.split(' ').at(-1));
    super(`${operation} failed: ${lastWords(stderr, exitCode)}`, {
      hint: hints[reason] ?? hint,
      cause,
    });
    this.reason = reason;
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

/** What to do when docker does not make or start a container. */
export const checkContainer =
  'Check `options`, `ports` and `volumes` of the container in the workflow, and its image.';

const hints: Partial<Record<DockerErrorReason, string>> = {
  daemon:
    'Check that dockerd runs, that the runner user may use its socket (group docker) and that DOCKER_HOST of the runner is right.',
  version:
    "Update the older of docker's client and its daemon, and take DOCKER_API_VERSION out of the environment of the runner.",
  full: 'Free space where the docker daemon keeps its data (`docker system df`, `docker system prune`).',
  exhausted:
    'Remove networks that nobody uses (`docker network prune`), or give docker more or larger ones with `default-address-pools` in its daemon.json.',
};

/** docker's last paragraph without its prefixes and without advice for people at a terminal. */
function lastWords(stderr: string, exitCode: number | undefined): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim().replace(/^(docker: )?(error response from daemon: )?/i, ''))
    .filter(
      (line) =>
        line !== '' && !/^(see '|run 'docker|usage:|error: failed to start containers)/i.test(line),
    );
  const text = lines.slice(-3).join(' ');
  const shown = text.length > 600 ? `${text.slice(0, 600)}…` : text;
  if (shown === '') return `docker exited with code ${String(exitCode)}.`;
  return /[.?]$/.test(shown) ? shown : `${shown}.`;
}

/** Why a process was not started. */
export function startFailure(error: unknown): string {
  return codeOf(error) === 'E2BIG'
    ? 'its arguments are longer than Linux allows (128 KiB for one, 2 MiB for all)'
    : messageOf(error);
}

/** docker's answer, or undefined when it does not know the thing. */
export async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof DockerError && error.reason === 'not-found') return undefined;
    throw error;
  }
}
