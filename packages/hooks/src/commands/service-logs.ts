import type { Context } from '../context.ts';

/** As many lines of each service as a person reads; the whole log would bury the job's own. */
const lines = 1000;

/**
 * Prints what services wrote, each in a group of its own. Their output is not the workflow's: the
 * runner must not take a line of it for a command.
 */
export async function printServiceLogs(
  services: readonly { id: string; title: string }[],
  { cleanupDocker: docker, log }: Pick<Context, 'cleanupDocker' | 'log'>,
): Promise<void> {
  for (const { id, title } of services) {
    await log.group(`Service container logs: ${title}`, () =>
      log.untrusted(() => docker.logs(id, lines)),
    );
  }
}
