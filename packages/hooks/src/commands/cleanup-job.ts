import type { Context } from '../context.ts';
import { roleFilter, runnerFilter, titleLabel } from '../container/names.ts';
import type { CommandResult } from './command.ts';
import { printServiceLogs } from './service-logs.ts';
import { sweep } from './sweep.ts';
import { warnOnly } from './tidy-up.ts';

/**
 * Prints what the services wrote and removes everything of the job, found by label. It never
 * fails: a cleanup that does turns a green job red.
 */
export async function cleanupJob(context: Context): Promise<CommandResult> {
  const { config, evidence, log, cleanupDocker } = context;
  const printLogs = async () => {
    const labels = [runnerFilter(config), roleFilter('service')];
    const services = await cleanupDocker.listByLabel(titleLabel, labels);
    await printServiceLogs(
      services.map(({ id, name }) => ({ id, title: name })),
      context,
    );
  };
  const printed = evidence.phase('logs', () => warnOnly(log, printLogs));
  const removed = await evidence.phase('sweep', () => sweep(context, printed));
  if (removed !== undefined) log.info(removed);
  return { exitCode: 0 };
}
