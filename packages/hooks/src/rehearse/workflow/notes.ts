import { isGitHubRegistry } from '../runner/requests.ts';
import type { Given } from '../given.ts';
import type { Unsupported } from '../result.ts';
import type { PlannedJob } from './plan-job.ts';
import type { WorkflowJob } from './workflow.ts';

/** Parts of a job that have no say in a rehearsal. */
export function listIgnored({ ignored, uses, line }: WorkflowJob): Unsupported[] {
  const called =
    uses === undefined
      ? []
      : [{ what: `uses: ${uses}`, line, why: 'called workflows are not played' }];
  return [
    ...called,
    ...ignored.map(({ key, line: place }) => ({
      what: key,
      line: place,
      why: 'a rehearsal does not look at it',
    })),
  ];
}

/** What is otherwise than on a runner, where it could change the outcome. */
export function findNotes(
  { steps }: WorkflowJob,
  plan: PlannedJob | undefined,
  { secrets }: Given,
): string[] {
  const images = [plan?.container, ...(plan?.services ?? [])].flatMap((one) => one ?? []);
  const needsToken = images.some(
    ({ image, username, password }) => isGitHubRegistry(image) && !username && !password,
  );
  const uses = steps.flatMap((step) => step.uses ?? []);
  return [
    ...(needsToken && !secrets.has('GITHUB_TOKEN')
      ? ['A runner pulls from ghcr.io with the token of the job; --secret GITHUB_TOKEN gives one.']
      : []),
    ...(uses.some((name) => /checkout/i.test(name))
      ? []
      : ['The job checks nothing out: on a runner its workspace would be empty, not a copy.']),
  ];
}
