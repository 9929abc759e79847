import type { Findings } from './expressions/resolve.ts';
import type { Values } from './expressions/value.ts';
import { previewSteps } from './play/preview.ts';
import type { RehearseOptions } from './options.ts';
import type { Report } from './result.ts';
import type { SetUp } from './set-up.ts';
import { blocked, planned } from './verdict.ts';
import type { Place } from './workflow/find-workspace.ts';
import { findNotes, listIgnored } from './workflow/notes.ts';
import type { PlannedJob } from './workflow/plan-job.ts';
import type { Workflow, WorkflowJob } from './workflow/workflow.ts';

/** What is known of a job before anything is played. */
export interface Prepared {
  workflow: Workflow;
  job: WorkflowJob;
  place: Place;
  known: SetUp;
  findings: Findings;
  /** `env:` of workflow and job, as far as it is known. */
  env: Values;
  plan: PlannedJob | undefined;
}

/** What would be played, or why nothing can be. */
export function previewReport(
  { workflow, job, place, known, findings, env, plan }: Prepared,
  options: RehearseOptions,
): Report {
  const { given, hook } = options;
  const { workspace } = place;
  const { contexts, matrix, event } = known;
  // Without a plan nobody knows what the container comes to.
  const hasContainer = plan ? plan.container !== undefined : job.container !== undefined;
  const steps = previewSteps(job.steps, { hasContainer, given, contexts, env, workspace });
  const results = steps.map(({ result }) => result);
  return {
    workflow: workflow.file,
    job: job.id,
    matrix,
    event,
    workspace,
    hook: hook.path,
    kept: undefined,
    steps: results,
    unsupported: [...listIgnored(job), ...steps.flatMap(({ unsupported }) => unsupported)],
    unknown: [...findings.unknown, ...steps.flatMap(({ unknown }) => unknown)],
    notes: [...findNotes(job, plan, given), ...envFileNotes(options)],
    verdict: plan && job.uses === undefined ? planned(results) : blocked(job, findings),
  };
}

/** Where the `.env` file of a runner says something that a rehearsal does otherwise. */
function envFileNotes({ envFile, hook }: RehearseOptions): string[] {
  const other = envFile.get('ACTIONS_RUNNER_CONTAINER_HOOKS');
  return [
    ...(other !== undefined && other !== hook.path
      ? [`The runner has the hook ${other}, this is ${hook.path}; --hook plays another.`]
      : []),
    ...(envFile.has('PATH')
      ? ['PATH of the .env file does not count here: docker is found on that of this command.']
      : []),
  ];
}
