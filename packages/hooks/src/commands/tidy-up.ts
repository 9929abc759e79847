import type { Context } from '../context.ts';
import { DockerError } from '../docker/docker-error.ts';
import { HookError, messageOf } from '../errors.ts';

/** Runs a part of a cleanup: what fails is a warning, unless nothing else can work, either. */
export async function warnOnly(log: Context['log'], work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isHopeless(error)) throw error;
    warn(log, error);
  }
}

/** The same for what follows a step: whatever it comes to, the step ended as it ended. */
export async function tidyUp(log: Context['log'], work: () => Promise<unknown>): Promise<void> {
  await work().catch((error: unknown) => {
    warn(log, error);
  });
}

function warn(log: Context['log'], error: unknown): void {
  if (!isGoneAlready(error)) log.warning(`Cleanup is not complete: ${messageOf(error)}`);
}

/** There is no daemon, none that understands us, or no client of docker where one is needed. */
function isHopeless(error: unknown): boolean {
  return error instanceof DockerError
    ? error.reason === 'daemon' || error.reason === 'version'
    : error instanceof HookError;
}

/** Somebody else was faster, or docker is at it. */
function isGoneAlready(error: unknown): boolean {
  return error instanceof DockerError && (error.reason === 'busy' || /no such/i.test(error.stderr));
}
