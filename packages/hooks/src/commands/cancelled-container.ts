import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { messageOf } from '../errors.ts';
import { warnOnly } from './tidy-up.ts';

/** Milliseconds for which a container is waited for that docker was just asked for, and between looks. */
const patience = 1000;
const pause = 50;

/**
 * What removes the container of a cancelled step, may be called again and never throws. Docker may be about
 * to make it: a removal that comes too early would leave it behind.
 */
export function removerOf(
  name: string,
  { cleanupDocker, log }: Pick<Context, 'cleanupDocker' | 'log'>,
): () => Promise<void> {
  let isMade = false;
  const waitForIt = async () => {
    const end = performance.now() + patience;
    while (!isMade && performance.now() < end) {
      const [state] = await cleanupDocker.inspect([name]);
      isMade = state !== undefined;
      if (!isMade) await sleep(pause);
    }
  };
  const remove = async () => {
    await waitForIt();
    await cleanupDocker.removeContainers([name]);
  };
  return () =>
    warnOnly(log, remove).catch((error: unknown) => {
      log.warning(`The container of the cancelled step may still run: ${messageOf(error)}`);
    });
}
