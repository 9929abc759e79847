import type { RolloutRule } from './rollout-file.ts';
import type { RolloutJob } from './rollout-job.ts';
import { matchesWildcard } from '../admin-file/wildcard.ts';

/** Whether a job fits a rule; undefined when something that the rule goes by is not known. */
export function fitsRule(rule: RolloutRule, job: RolloutJob): boolean | undefined {
  const fits = Object.entries(rule).map(([name, given]) => {
    const values = valuesOf(job, name as keyof RolloutRule);
    if (values === undefined) return undefined;
    const patterns = typeof given === 'string' ? [given] : (given ?? []);
    return patterns.some((pattern) => values.some((value) => matchesWildcard(pattern, value)));
  });
  if (fits.includes(false)) return false;
  return fits.includes(undefined) ? undefined : true;
}

/** One fact may have several names, and a runner several labels. */
function valuesOf(job: RolloutJob, name: keyof RolloutRule): readonly string[] | undefined {
  const { runner, group, labels, repository, workflow, workflowFile, ref, event } = job;
  switch (name) {
    case 'runner':
      return [runner];
    case 'group':
      return known(group);
    case 'label':
      return labels;
    case 'organization':
      return known(repository?.split('/', 1)[0]);
    case 'repository':
      return known(repository);
    case 'workflow':
      return known(workflow, workflowFile);
    case 'ref':
      return known(ref, ref?.replace(/^refs\/(heads|tags|pull)\//, ''));
    case 'event':
      return known(event);
  }
}

function known(...values: (string | undefined)[]): string[] | undefined {
  const given = values.filter((value) => value !== undefined);
  return given.length === 0 ? undefined : given;
}
