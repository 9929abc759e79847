import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { jobContexts, type Contexts } from './expressions/contexts.ts';
import type { Given } from './given.ts';
import { layOut, type Folders } from './runner/folders.ts';
import { githubTexts, runnerTexts } from './runner/identity.ts';
import { chooseCombination } from './workflow/choose-combination.ts';
import { chooseEvent, resolveInputs } from './workflow/event.ts';
import type { Place } from './workflow/find-workspace.ts';
import { readGitFacts } from './workflow/git-folder.ts';
import type { Workflow, WorkflowJob } from './workflow/workflow.ts';

type Texts = Readonly<Record<string, string>>;

/** What is known before anything is played. */
export interface SetUp {
  folders: Folders;
  github: Texts;
  runner: Texts;
  contexts: Contexts;
  event: string;
  /** Which combination of the matrix. */
  matrix: string | undefined;
}

/**
 * Everything that expressions can ask for, from the options and from defaults.
 * @param temporary the folder for temporary files; nothing is made in it here
 * @throws WrongOption when an option does not fit the workflow
 */
export function setUp(
  workflow: Workflow,
  job: WorkflowJob,
  place: Place,
  given: Given,
  temporary: string,
): SetUp {
  const id = randomUUID().slice(0, 8);
  const event = chooseEvent(workflow, given);
  const texts = githubTexts({
    given: given.github,
    git: readGitFacts(place.topLevel ?? place.workspace),
    event,
    workflow: workflow.name ?? place.path,
    workflowPath: place.path,
    jobId: job.id,
  });
  const folders = layOut(join(temporary, `rehearsal-${id}`), texts['repository'] ?? '');
  const github = { ...texts, workspace: folders.workspace };
  const runner = runnerTexts(`rehearsal-${id}`, folders);
  const inputs = resolveInputs(workflow, event, given.inputs);
  const contexts = jobContexts({ given, github, runner, inputs, needs: job.needs });
  const chosen = chooseCombination(job, contexts, given.matrix);
  return {
    folders,
    github,
    runner,
    event,
    contexts: { ...contexts, ...chosen.contexts },
    matrix: chosen.description,
  };
}
