import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { JobIdentity } from './overlay.ts';
import { jobToken } from './request.ts';
import type { RunnerFolders, WorkflowContainer, WorkflowJob } from './request.ts';

/** Files of `_diag`; the Worker keeps the last one open. */
export interface WorkerLogPage {
  file: string;
  text: string;
}

/** What may be different in the log of a job. */
export interface WorkerLogOptions {
  /** The runner's own default: tokens say where in the workflow they stand. */
  positions?: boolean;
  /** Services whose image the workflow computes, and how. */
  expressions?: Readonly<Record<string, string>>;
  /** Values that the runner masks. */
  secrets?: readonly string[];
  /** Bytes after which the Worker goes on in another file; `WORKER_LOGSIZE` is 8 MB. */
  pageBytes?: number;
}

/**
 * The log of the Worker as it is when the first step begins: the job message, on its own lines
 * (`Worker.cs`, `HostTraceListener.cs`), and what is traced around it.
 */
export function workerLog(
  job: WorkflowJob,
  identity: JobIdentity,
  { root }: Pick<RunnerFolders, 'root'>,
  { secrets = [], pageBytes = 8 * 1024 * 1024, ...options }: WorkerLogOptions = {},
): WorkerLogPage[] {
  const message = JSON.stringify(jobMessage(job, identity, options), undefined, 2);
  const traced = [
    ['Worker', `Version: 2.336.0`],
    ['Worker', 'Waiting to receive the job message from the channel.'],
    ['Worker', 'Message received.'],
    ['Worker', `Job message:\n ${masked(message, secrets)}`],
    ['JobRunner', 'Job ID 5c1a6f60-0000-4000-8000-000000000000'],
    ['StepsRunner', "Processing step: DisplayName='Initialize containers'"],
  ];
  const time = startOf(root);
  const pages = [''];
  for (const [source = '', text = ''] of traced) {
    const stamp = new Date(time).toISOString().replace('T', ' ').replace(/\..*/, 'Z');
    pages[pages.length - 1] += `[${stamp} INFO ${source}] ${text}\n`;
    if ((pages.at(-1)?.length ?? 0) > pageBytes) pages.push('');
  }
  return pages.map((text, index) => ({ file: logFile(root, time + 1000 * index), text }));
}

/** `Worker_{yyyyMMdd-HHmmss}-utc.log` */
export function logFile(root: string, time: number): string {
  const [day = '', clock = ''] = new Date(time).toISOString().split('T');
  const stamp = `${day.replaceAll('-', '')}-${clock.slice(0, 8).replaceAll(':', '')}`;
  return join(root, '_diag', `Worker_${stamp}-utc.log`);
}

/** Now, or a second that no log of this runner has: its jobs do not start at once. */
function startOf(root: string): number {
  let time = Date.now();
  while (existsSync(logFile(root, time))) time += 1000;
  return time;
}

/** The whole text is masked after it was made: values, their lines, and both as JSON has them. */
function masked(text: string, secrets: readonly string[]): string {
  return secrets
    .flatMap((secret) => [secret, ...secret.split('\n')])
    .flatMap((value) => [value.trim(), JSON.stringify(value.trim()).slice(1, -1)])
    .filter(Boolean)
    .sort((one, other) => other.length - one.length)
    .reduce((result, value) => result.replaceAll(value, '***'), text);
}

type TokenOptions = Pick<WorkerLogOptions, 'positions' | 'expressions'>;

/** `AgentJobRequestMessage.cs`, as far as anybody here could look at it. */
export function jobMessage(
  { container, services }: WorkflowJob,
  { runId, jobId, repository }: JobIdentity,
  { positions = true, expressions = {} }: TokenOptions = {},
): object {
  const token = tokenWriter(positions);
  const expression = (text: string) => token(3, { expr: text });
  const mapping = (entries: readonly (readonly [string, unknown])[]) => {
    // The serializer leaves out an empty list.
    const map = entries.map(([name, value]) => ({ Key: token(0, { lit: name }), Value: value }));
    return token(2, map.length > 0 ? { map } : {});
  };
  const containerToken = (given: WorkflowContainer, computed?: string) =>
    mapping([
      ['image', computed === undefined ? token(0, { lit: given.image }) : expression(computed)],
      ['env', mapping(Object.entries(given.env ?? {}).map(([k, v]) => [k, token(0, { lit: v })]))],
      [
        'ports',
        token(1, { seq: (given.ports ?? []).map((port) => token(6, { num: Number(port) })) }),
      ],
    ]);
  const servicePairs = Object.entries(services ?? {}).map(
    ([name, service]) => [name, containerToken(service, expressions[name])] as const,
  );
  const context = { repository, run_id: runId, run_attempt: '1', event_name: 'push' };
  const event = { t: 2, d: [{ k: 'ref', v: 'refs/heads/main' }] };
  return {
    fileTable: ['.github/workflows/ci.yml'],
    messageType: 'PipelineAgentJobRequest',
    jobDisplayName: jobId,
    ...(container ? { jobContainer: containerToken(container) } : {}),
    ...(servicePairs.length > 0 ? { jobServiceContainers: mapping(servicePairs) } : {}),
    variables: {
      'system.github.job': { value: jobId },
      // A real one is masked in the log.
      'system.github.token': { value: jobToken, isSecret: true },
      'system.culture': { value: 'en-US' },
    },
    contextData: {
      github: {
        t: 2,
        d: [...Object.entries({ ...context, event }).map(([k, v]) => ({ k, v }))],
      },
      matrix: null,
    },
    steps: [],
  };
}

/** `TemplateTokenJsonConverter.cs`: without a position, a text or a number is bare. */
function tokenWriter(positions: boolean) {
  let line = 1;
  return (type: number, fields: Readonly<Record<string, unknown>>): unknown => {
    line += 1;
    if (positions) return { type, file: 1, line, col: 7, ...fields };
    return fields['lit'] ?? fields['num'] ?? { type, ...fields };
  };
}
