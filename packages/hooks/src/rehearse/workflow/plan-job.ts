import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { isMapping } from '@actions/workflow-parser/templates/tokens/type-guards';
import { HookError } from '../../errors.ts';
import { envContext, type Contexts } from '../expressions/contexts.ts';
import { isResolved, resolve, type Findings } from '../expressions/resolve.ts';
import type { Value, Values } from '../expressions/value.ts';
import {
  mappingOf,
  optionalText,
  readContainer,
  textsOf,
  type PlannedContainer,
} from './container.ts';
import type { Workflow, WorkflowJob } from './workflow.ts';

export interface PlannedService extends PlannedContainer {
  /** Its key under `services:`. */
  key: string;
  /** The image as an expression, if it is one. */
  computed: string | undefined;
}

/** What is the same for all steps of a job. */
export interface PlannedJob {
  /** `env:` of workflow and job. */
  env: ReadonlyMap<string, string>;
  container: PlannedContainer | undefined;
  services: readonly PlannedService[];
  shell: string | undefined;
  workingDirectory: string | undefined;
}

export interface Planning {
  /** `env:` of workflow and job, as far as it is known. */
  env: Values;
  /** Nothing when something that it needs cannot be known or fails. */
  plan: PlannedJob | undefined;
}

/**
 * Evaluates what a job needs before its first step.
 * @param findings gets what cannot be known or fails
 */
export function planJob(
  workflow: Workflow,
  job: WorkflowJob,
  contexts: Contexts,
  findings: Findings,
): Planning {
  const resolveWith = (token: TemplateToken | undefined, env: ReadonlyMap<string, Value>) => {
    const scope = { contexts: { ...contexts, env: envContext(env) }, status: 'success' as const };
    return token === undefined ? null : resolve(token, scope, findings);
  };
  const workflowEnv = mappingOr(resolveWith(workflow.env, new Map()));
  const env = new Map([...workflowEnv, ...mappingOr(resolveWith(job.env, workflowEnv))]);
  const container = resolveWith(job.container, env);
  const services = resolveWith(job.services, env);
  const defaults = [workflow.defaults, job.defaults].map((token) => resolveWith(token, env));
  if (!isResolved(findings)) return { env, plan: undefined };
  try {
    const plan = {
      env: textsOf(env, 'env'),
      container: readContainer(container, `jobs.${job.id}.container`),
      services: readServices(services, job),
      shell: lastDefault(defaults, 'shell'),
      workingDirectory: lastDefault(defaults, 'working-directory'),
    };
    return { env, plan };
  } catch (error) {
    if (!(error instanceof HookError)) throw error;
    findings.failures.push({ line: job.line, message: error.message });
    return { env, plan: undefined };
  }
}

function readServices(value: Value, job: WorkflowJob): PlannedService[] {
  const where = `jobs.${job.id}.services`;
  return [...mappingOf(value, where)].flatMap(([key, service]) => {
    const container = readContainer(service, `${where}.${key}`);
    return container ? [{ ...container, key, computed: computedImage(job.services, key) }] : [];
  });
}

function computedImage(services: TemplateToken | undefined, key: string): string | undefined {
  if (services === undefined || !isMapping(services)) return 'services';
  const service = services.find(key);
  const image = service !== undefined && isMapping(service) ? service.find('image') : service;
  return image?.isExpression === false ? undefined : (image?.toString() ?? key);
}

/** `run:` of the job's defaults stands above that of the workflow's. */
function lastDefault(defaults: readonly Value[], name: string): string | undefined {
  return defaults
    .map((value) => mappingOr(mappingOr(value).get('run') ?? null).get(name))
    .map((value) => optionalText(value, `defaults.run.${name}`))
    .findLast((text) => text !== undefined);
}

/** What is no mapping is told elsewhere. */
function mappingOr(value: Value): ReadonlyMap<string, Value> {
  return value instanceof Map ? (value as ReadonlyMap<string, Value>) : new Map<string, Value>();
}
