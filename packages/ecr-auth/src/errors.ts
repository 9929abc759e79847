/** What went wrong, for those who decide by it: retry, fall back to a cached token, exit code. */
export type Reason =
  | 'no-credentials'
  | 'credentials'
  | 'access-denied'
  | 'expired-credentials'
  | 'clock-skew'
  | 'throttled'
  | 'server-error'
  | 'timeout'
  | 'network'
  | 'dns'
  | 'tls'
  | 'bad-answer'
  | 'settings'
  | 'usage'
  | 'refused';

/** Causes that may be gone in a minute: cron and the hook may try again. */
const passing: readonly Reason[] = [
  'throttled',
  'server-error',
  'timeout',
  'network',
  'dns',
  'bad-answer',
];

interface Details {
  reason: Reason;
  hint?: string | undefined;
  /** What was looked at, a line each: the credential sources with the reason why each gave nothing. */
  notes?: readonly string[];
  cause?: unknown;
}

/**
 * A failure that a person can act on. `message` says what failed, on which thing and why, in one
 * line; `hint` says what to do. An error that is not an EcrAuthError is a bug.
 */
export class EcrAuthError extends Error {
  override readonly name: string = 'EcrAuthError';
  readonly reason: Reason;
  readonly hint: string | undefined;
  readonly notes: readonly string[];

  constructor(message: string, { reason, hint, notes = [], cause }: Details) {
    super(oneLine(message), cause === undefined ? undefined : { cause });
    this.reason = reason;
    this.hint = hint && oneLine(hint);
    this.notes = notes.map(oneLine);
  }

  get passing(): boolean {
    return passing.includes(this.reason);
  }
}

/** One line: what failed, why, and what to do. Never a stack trace. */
export function explain(error: unknown): string {
  if (error instanceof EcrAuthError) return [error.message, error.hint].filter(Boolean).join(' ');
  return `Unexpected error in ecr-auth: ${oneLine(messageOf(error))}. This is a bug: please report it.`;
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return textField(error, 'message') ?? String(error);
}

/** The `code` of a Node system error (`ENOENT`, `ECONNREFUSED`, …). */
export function codeOf(error: unknown): string | undefined {
  return textField(error, 'code');
}

/** Not `instanceof Error`: errors of Node itself may come from another realm (vm, jest). */
export function textField(error: unknown, name: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value: unknown = (error as Record<string, unknown>)[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * Texts of others (AWS, registries, docker) end up in job logs and terminals, where a line of its own
 * may be a workflow command and an escape character more than a character.
 */
export function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
}
