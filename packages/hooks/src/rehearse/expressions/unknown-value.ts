/** Why an expression has no value here. */
export interface UnknownReason {
  /** What is not known: `secrets.TOKEN`. */
  what: string;
  why: string;
  /** The option that tells it; nothing when none can. */
  option?: string | undefined;
  /** It will be known once the steps before have been played. */
  isLater?: boolean | undefined;
}

/**
 * Stands in the place of a value, and is thrown when an expression needs it. What an expression does
 * not reach (`a || b`) need not be known.
 */
export class UnknownValue extends Error {
  readonly reason: UnknownReason;

  constructor(reason: UnknownReason) {
    super(`${reason.what} is not known: ${reason.why}`);
    this.reason = reason;
  }
}

/** The evaluator wraps what is thrown in an index. */
export function findUnknown(error: unknown): UnknownValue | undefined {
  if (error instanceof UnknownValue) return error;
  return error instanceof Error && error.cause !== undefined ? findUnknown(error.cause) : undefined;
}
