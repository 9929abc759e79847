export interface Ending {
  signal: AbortSignal | undefined;
  /**
   * Ends what the client cannot end: the process inside the container. Called twice and never to
   * throw.
   */
  onAbort: (() => Promise<void>) | undefined;
  /** Ends the client: a docker process or a connection. */
  endClient: () => Promise<void> | void;
}

/**
 * Waits for the work of a client which an abort of `signal` ends. What runs inside goes first, while
 * the client still passes its last output on, and once more when the client is gone: the daemon may
 * have started it just after the first look.
 *
 * @throws the reason of the abort, whatever the work came to: an interrupted client may say 0, and
 *   that is never a success
 */
export async function endOnAbort<T>(work: Promise<T>, ending: Ending): Promise<T> {
  const { signal, onAbort, endClient } = ending;
  const endInside = async () => {
    // Whatever it says, the client has to end.
    await onAbort?.().catch(() => undefined);
  };
  const endAll = async () => {
    await endInside();
    await endClient();
    await endInside();
  };
  let ended: Promise<void> | undefined;
  const onSignal = () => {
    ended = endAll();
  };
  signal?.addEventListener('abort', onSignal, { once: true });
  try {
    return await work;
  } finally {
    signal?.removeEventListener('abort', onSignal);
    await ended;
    signal?.throwIfAborted();
  }
}
