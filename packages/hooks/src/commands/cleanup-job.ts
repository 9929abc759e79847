import type { Context } from '../context.ts';
import { roleLabel, runnerFilter, titleLabel, type Role } from '../container/names.ts';
import type { CommandResult } from './command.ts';
import { printServiceLogs } from './service-logs.ts';
import { sweep } from './sweep.ts';
import { warnOnly } from './tidy-up.ts';

const service: Role = 'service';

/**
 * Prints what the services wrote and removes everything of the job, found by label. It never
 * fails: a cleanup that does turns a green job red.
 */
export async function cleanupJob(context: Context): Promise<CommandResult> {
  const { config, evidence, log, cleanupDocker } = context;
  const containers = cleanupDocker.listContainers([runnerFilter(config)], [roleLabel, titleLabel]);
  const printLogs = async () => {
    const services = (await containers).flatMap(({ id, values: [role, title = ''] }) =>
      role === service ? [{ id, title }] : [],
    );
    await printServiceLogs(services, context);
  };
  const until = evidence.phase('logs', () => warnOnly(log, printLogs));
  const removed = await evidence.phase('sweep', () => sweep(context, { containers, until }));
  if (removed !== undefined) log.info(removed);
  return { exitCode: 0 };
}
