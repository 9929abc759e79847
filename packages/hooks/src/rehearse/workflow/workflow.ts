import { convertWorkflowTemplate } from '@actions/workflow-parser';
import type { Job } from '@actions/workflow-parser/model/workflow-template';
import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { isMapping, isSequence } from '@actions/workflow-parser/templates/tokens/type-guards';
import { lineOf } from '../expressions/pieces.ts';
import { readSteps, type Step } from './steps.ts';
import { InvalidFile, parseTemplate, refuseErrors } from './template.ts';

export interface Workflow {
  /** Name of the file, for messages. */
  file: string;
  name: string | undefined;
  events: readonly string[];
  /** `on:` as it is written. */
  on: TemplateToken | undefined;
  env: TemplateToken | undefined;
  defaults: TemplateToken | undefined;
  jobs: readonly WorkflowJob[];
}

export interface WorkflowJob {
  id: string;
  line: number;
  needs: readonly string[];
  /** The workflow that is called instead of steps. */
  uses: string | undefined;
  /** The values of the job's keys as they are written. */
  env: TemplateToken | undefined;
  container: TemplateToken | undefined;
  services: TemplateToken | undefined;
  defaults: TemplateToken | undefined;
  strategy: TemplateToken | undefined;
  steps: readonly Step[];
  /** Keys that a rehearsal does not look at, with their lines. */
  ignored: readonly { key: string; line: number }[];
}

/** Who runs the job, when, and what comes after it: nothing that a hook has a part in. */
const ignoredKeys: readonly string[] = [
  ...['runs-on', 'if', 'environment', 'concurrency', 'permissions', 'outputs', 'snapshot'],
  ...['timeout-minutes', 'continue-on-error'],
];

/**
 * Reads a workflow as GitHub does.
 * @throws InvalidFile with line and column of each mistake, HookError when the file is too much
 */
export async function parseWorkflowText(file: string, text: string): Promise<Workflow> {
  const template = parseTemplate('workflow', file, text);
  const { root, context } = template;
  const converted = await convertWorkflowTemplate(context, root);
  refuseErrors(context, file);
  const jobs = root.find('jobs');
  if (jobs === undefined || !isMapping(jobs)) throw new InvalidFile([`${file} has no jobs.`]);
  return {
    file,
    name: root.find('name')?.toString(),
    events: Object.keys(converted.events),
    on: root.find('on'),
    env: root.find('env'),
    defaults: root.find('defaults'),
    jobs: [...jobs].map(({ key, value }, index) => {
      const job = value.assertMapping('job');
      const model = converted.jobs[index];
      return readJob(key.toString(), job, model?.type === 'job' ? model.steps : []);
    }),
  };
}

function readJob(id: string, job: MappingToken, models: Job['steps']): WorkflowJob {
  return {
    id,
    line: lineOf(job),
    needs: namesIn(job.find('needs')),
    uses: job.find('uses')?.toString(),
    env: job.find('env'),
    container: job.find('container'),
    services: job.find('services'),
    defaults: job.find('defaults'),
    strategy: job.find('strategy'),
    steps: readSteps(job.find('steps'), models),
    ignored: [...job]
      .map(({ key }) => ({ key: key.toString(), line: lineOf(key) }))
      .filter(({ key }) => ignoredKeys.includes(key)),
  };
}

function namesIn(needs: TemplateToken | undefined): string[] {
  if (needs === undefined) return [];
  return isSequence(needs) ? [...needs].map(String) : [String(needs)];
}
