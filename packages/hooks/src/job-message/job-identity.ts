import { jsonSection, section } from './job-message.ts';
import { mask } from './service-tokens.ts';

/** Which job the hook runs for: GITHUB_RUN_ID and GITHUB_JOB. */
export interface JobIdentity {
  runId: string | undefined;
  jobId: string | undefined;
}

/**
 * Compares the job message with the job, as far as both say who they are.
 * @param mustConfirm a message that does not say which run it is of is refused, too
 * @returns why the message cannot be taken for that of the job; undefined when it can
 */
export function doubtOf(
  message: string,
  { runId, jobId }: JobIdentity,
  mustConfirm: boolean,
): string | undefined {
  const github = contextValues(jsonSection(section(message, 'contextData', 1) ?? '', 'github', 2));
  const run = readable(github.get('run_id'));
  const job = readable(github.get('job') ?? jobVariable(message));
  const differs = (found: string | undefined, own: string | undefined) =>
    found !== undefined && own !== undefined && found !== own;
  if (differs(run, runId) || differs(job, jobId)) {
    return 'the job message in the log is of another job';
  }
  const isSure = run !== undefined && runId !== undefined;
  return mustConfirm && !isSure
    ? 'the job message in the log does not say which job it is of'
    : undefined;
}

/** A dictionary of the runner: `{"t":2,"d":[{"k":…,"v":…}]}` (`PipelineContextDataJsonConverter.cs`). */
function contextValues(dictionary: unknown): ReadonlyMap<unknown, unknown> {
  const pairs = property(dictionary, 'd');
  if (!Array.isArray(pairs)) return new Map();
  return new Map(pairs.map((pair: unknown) => [property(pair, 'k'), property(pair, 'v')]));
}

/** From here the runner takes `github.job` (`ExecutionContext.cs`). */
function jobVariable(message: string): unknown {
  const variables = section(message, 'variables', 1) ?? '';
  return property(jsonSection(variables, 'system.github.job', 2), 'value');
}

function readable(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && !value.includes(mask) ? value : undefined;
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Record<string, unknown>)[name];
}
