import { HookError } from '../errors.ts';

/** What reading the job message may cost: a job must not wait for it, whatever is in the log. */
export interface Budget {
  /** @throws HookError when the time is over */
  checkTime(): void;
  /** Bytes that may still be read. */
  bytesLeft(): number;
  spend(bytes: number): void;
}

export interface BudgetOptions {
  milliseconds: number;
  bytes: number;
  /** A clock in milliseconds. */
  now: () => number;
}

export function createBudget({ milliseconds, bytes, now }: BudgetOptions): Budget {
  const deadline = now() + milliseconds;
  let left = bytes;
  return {
    checkTime: () => {
      if (now() > deadline) throw new HookError(`it took more than ${String(milliseconds)} ms`);
    },
    bytesLeft: () => left,
    spend: (read) => {
      left -= read;
    },
  };
}
