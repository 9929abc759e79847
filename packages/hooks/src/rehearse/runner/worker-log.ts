import { writeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedService } from '../workflow/plan-job.ts';
import type { Folders } from './folders.ts';

export interface LoggedJob {
  services: readonly Pick<PlannedService, 'key' | 'image' | 'computed'>[];
  jobId: string;
  runId: string;
}

/**
 * The log of the runner's Worker, with the job message in it: from there a hook may know the services
 * by name (docs/service-names.md). It stays open, since that is how the log is found.
 *
 * @param mask the runner masks the secrets in it, be they part of a name
 * @returns the open file
 */
export function openWorkerLog(
  { root }: Folders,
  job: LoggedJob,
  now: Date,
  mask: (text: string) => string,
): number {
  const stamp = now.toISOString().slice(0, 19).replace('T', ' ');
  const message = mask(JSON.stringify(jobMessage(job), undefined, 2));
  const name = `Worker_${stamp.replaceAll(/[-:]/g, '').replace(' ', '-')}-utc.log`;
  const file = openSync(join(root, '_diag', name), 'wx', 0o600);
  writeSync(file, `[${stamp}Z INFO Worker] Job message:\n ${message}\n`);
  return file;
}

/** The part of a job message that names the services (actions/runner, `TemplateTokenJsonConverter.cs`). */
function jobMessage({ services, jobId, runId }: LoggedJob): object {
  const mapping = (entries: readonly (readonly [string, unknown])[]) => {
    return { type: 2, map: entries.map(([Key, Value]) => ({ Key, Value })) };
  };
  const imageOf = ({ image, computed }: LoggedJob['services'][number]) =>
    computed === undefined ? image : { type: 3, expr: computed };
  const context = { run_id: runId, job: jobId };
  return {
    ...(services.length > 0 && {
      jobServiceContainers: mapping(
        services.map((service) => [service.key, mapping([['image', imageOf(service)]])]),
      ),
    }),
    variables: { 'system.github.job': { value: jobId } },
    contextData: {
      github: { t: 2, d: Object.entries(context).map(([k, v]) => ({ k, v })) },
    },
  };
}
