import { setTimeout as sleep } from 'node:timers/promises';

export interface RetryOptions {
  /** Milliseconds after the first failure in which `work` may be started again. */
  within: number;
  /** Upper bound of the first pause in milliseconds; it doubles with every attempt. */
  baseDelay: number;
  /** Upper bound of any pause. */
  maxDelay: number;
  shouldRetry: (error: unknown) => boolean;
  onRetry?: (error: unknown, delay: number) => void;
  signal?: AbortSignal | undefined;
  /** A number in [0, 1): spreads the pauses of many runners (full jitter). */
  random?: () => number;
  now?: () => number;
}

/** Runs `work` until it succeeds, fails for good, or its time is up. */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { within, baseDelay, maxDelay, shouldRetry, onRetry, signal } = options;
  const { random = Math.random, now = Date.now } = options;
  const attempt = async (bound: number, deadline?: number): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!shouldRetry(error)) throw error;
      const end = deadline ?? now() + within;
      const delay = Math.round(random() * bound);
      if (now() + delay > end) throw error;
      onRetry?.(error, delay);
      await sleep(delay, undefined, signal ? { signal } : {});
      return attempt(Math.min(2 * bound, maxDelay), end);
    }
  };
  return attempt(baseDelay);
}
