import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again until the answer is yes; for what another process brings about. */
export async function waitFor(
  what: string,
  isSo: () => Promise<boolean> | boolean,
  timeoutMs = 15_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`waited ${String(timeoutMs)} ms in vain until ${what}`);
    await sleep(50);
  }
}
