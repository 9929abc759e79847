import type { Findings } from './expressions/resolve.ts';
import type { StepResult, Verdict } from './result.ts';
import type { WorkflowJob } from './workflow/workflow.ts';

/** What the results come to, in one sentence. */
export function judge(steps: readonly StepResult[], isInterrupted: boolean): Verdict {
  if (isInterrupted) return { works: false, text: 'The rehearsal was interrupted.' };
  const failure = failureIn(steps);
  if (failure !== undefined) return { works: false, text: `The job fails at ${failure}` };
  if (!steps.some(({ outcome }) => outcome === 'played' || outcome === 'tolerated')) {
    return { works: true, text: 'Nothing of this job was played.' };
  }
  return {
    works: true,
    text: 'The job would work with this hook on this machine, as far as it was played.',
  };
}

/** Nothing can be played: what the job needs before its first step is not there. */
export function blocked({ uses }: Pick<WorkflowJob, 'uses'>, { failures }: Findings): Verdict {
  const [failure] = failures;
  if (uses !== undefined) {
    return { works: false, text: 'The job was not played: it calls another workflow.' };
  }
  const why = failure
    ? `${failure.message.replace(/\.$/, '')} (line ${String(failure.line)})`
    : 'what it needs before its first step is not known here';
  return { works: false, text: `The job was not played: ${why}.` };
}

export function planned(steps: readonly StepResult[]): Verdict {
  const failure = failureIn(steps);
  return failure === undefined
    ? { works: true, text: 'This is what would be played.' }
    : { works: false, text: `The job would fail at ${failure}` };
}

function failureIn(steps: readonly StepResult[]): string | undefined {
  const failed = steps.find(({ outcome }) => outcome === 'failed');
  if (!failed) return undefined;
  const reason = failed.reason === undefined ? '' : `: ${failed.reason.replace(/\.$/, '')}`;
  return `${JSON.stringify(failed.title)}${reason}.`;
}
