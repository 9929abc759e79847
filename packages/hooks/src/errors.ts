/**
 * A failure that a person can act on. `message` says what failed, on which thing and why; `hint`
 * says what to do; `cause` is the original error. An error that is not a HookError is a bug.
 */
export class HookError extends Error {
  override readonly name: string = 'HookError';
  readonly hint: string | undefined;

  constructor(message: string, details: { hint?: string | undefined; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.hint = details.hint;
  }
}

/** One line for the job log: what failed, why, and what to do. Never a stack trace. */
export function explain(error: unknown): string {
  if (error instanceof HookError) {
    return [shortened(error.message), error.hint].filter(Boolean).join(' ');
  }
  return `Unexpected error in ecr-runner-hooks: ${messageOf(error)}. This is a bug of the hook: please report it with the debug log of this step.`;
}

/** Letters of a message: paths and names may be as long as anybody likes. */
const longest = 10_000;

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}….` : text;
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return stringField(error, 'message') ?? String(error);
}

/** The `code` of a Node system error (`ENOENT`, `EACCES`, …). */
export function codeOf(error: unknown): string | undefined {
  return stringField(error, 'code');
}

/** What an event log says of a failure: the reason docker gave, else the kind of error. */
export function errorClass(error: unknown): string | undefined {
  if (error === undefined) return undefined;
  const cause = error instanceof Error ? error.cause : undefined;
  const reason = stringField(error, 'reason') ?? stringField(cause, 'reason');
  return reason ?? stringField(error, 'name') ?? 'unknown';
}

/** Not `instanceof Error`: errors of Node itself may come from another realm (vm, jest). */
function stringField(error: unknown, name: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value: unknown = (error as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
}
