import { readFileSync, statSync } from 'node:fs';
import { messageOf } from '../../errors.ts';
import { WrongOption } from '../given.ts';
import { largestFile } from './limits.ts';
import { parseWorkflowText, type Workflow, type WorkflowJob } from './workflow.ts';

/**
 * @throws WrongOption when the file cannot be read
 * @throws InvalidFile when GitHub would not take it
 */
export async function readWorkflow(file: string): Promise<Workflow> {
  return parseWorkflowText(file, readText(file));
}

/**
 * The job of that name; the only one without a name.
 * @throws WrongOption that lists the jobs
 */
export function selectJob({ jobs, file }: Workflow, id: string | undefined): WorkflowJob {
  const [only, ...others] = jobs;
  const job = id === undefined && others.length === 0 ? only : jobs.find((one) => one.id === id);
  if (job) return job;
  const names = jobs.map((one) => one.id).join(', ');
  throw id === undefined
    ? new WrongOption(`${file} has several jobs.`, { hint: `Choose one with --job: ${names}.` })
    : new WrongOption(`${file} has no job ${JSON.stringify(id)}.`, { hint: `It has ${names}.` });
}

function readText(file: string): string {
  try {
    const found = statSync(file);
    // Reading a pipe or a device would not end.
    if (!found.isFile()) throw new Error('it is not a file');
    if (found.size > largestFile) throw new Error('it is larger than 1 MiB');
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new WrongOption(`The workflow ${file} cannot be read: ${messageOf(cause)}.`, { cause });
  }
}
