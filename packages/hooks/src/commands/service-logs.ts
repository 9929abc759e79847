import type { Context } from '../context.ts';
import type { ContainerState } from '../docker/inspect.ts';
import { messageOf } from '../errors.ts';

export interface LoggedService {
  id: string;
  title: string;
  /** What docker says of it, where its health matters. */
  state?: ContainerState | undefined;
}

/**
 * Prints what services wrote, each in a group of its own. Their output is not the workflow's: the
 * runner must not take a line of it for a command. A service that wrote nothing gets no group.
 */
export async function printServiceLogs(
  services: readonly LoggedService[],
  { config, cleanupDocker: docker, log }: Pick<Context, 'config' | 'cleanupDocker' | 'log'>,
): Promise<void> {
  if (config.serviceLogBytes === 0) return;
  const texts = await Promise.all(
    services.map(({ id }) =>
      docker.logs(id, config.serviceLogBytes).catch((error: unknown) => messageOf(error)),
    ),
  );
  for (const [index, { title, state }] of services.entries()) {
    const text = [lastProbe(state), texts[index]].filter(Boolean).join('\n');
    if (text === '') continue;
    await log.group(`Service container logs: ${title}`, () =>
      log.untrusted((write) => {
        write(text);
        return Promise.resolve();
      }),
    );
  }
}

function lastProbe(state: ContainerState | undefined): string | undefined {
  const probe = state?.State.Health?.Log?.at(-1);
  if (!probe) return undefined;
  const said = probe.Output.trim() || 'no output';
  return `The last health probe exited with code ${String(probe.ExitCode)}: ${said}`;
}
