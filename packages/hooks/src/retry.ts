import { setTimeout as sleep } from 'node:timers/promises';

export interface RetryOptions {
  /** How often `work` may run, the first time included. */
  attempts: number;
  /** Upper bound of the first pause in milliseconds; it doubles with every attempt. */
  baseDelay: number;
  shouldRetry: (error: unknown) => boolean;
  onRetry?: (error: unknown, delay: number) => void;
  signal?: AbortSignal | undefined;
  /** A number in [0, 1): spreads the pauses of many runners (full jitter). */
  random?: () => number;
}

/** Runs `work` until it succeeds, fails for good, or has been tried often enough. */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { attempts, baseDelay, shouldRetry, onRetry, signal, random = Math.random } = options;
  const attempt = async (number: number): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (number >= attempts || !shouldRetry(error)) throw error;
      const delay = Math.round(random() * baseDelay * 2 ** (number - 1));
      onRetry?.(error, delay);
      await sleep(delay, undefined, signal ? { signal } : {});
      return attempt(number + 1);
    }
  };
  return attempt(1);
}
