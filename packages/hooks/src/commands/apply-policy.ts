import { dirname } from 'node:path';
import type { Context } from '../context.ts';
import { isRunnersSocket } from '../container/spec.ts';
import { hostOf } from '../policy/host.ts';
import { judge, refusal, type Asked } from '../policy/judge.ts';
import { readPolicyForJob } from '../policy/read-policy.ts';
import type { Mount, PrepareJob, StepContainer } from '../protocol/request.ts';
import { askedByJob, askedByStep, type AskingStep } from './asked.ts';
import type { JobPlan } from './plan-job.ts';

/** The administrator's policy for one call (HOOK_POLICY_FILE). */
export interface AppliedPolicy {
  /** The request without the runner's own mount of docker's socket, where containers may not have that. */
  trimJob(request: PrepareJob): PrepareJob;
  trimStep(step: StepContainer): StepContainer;
  /** @throws HookError that names everything which is not allowed */
  checkJob(request: PrepareJob, plan: JobPlan): void;
  /** @throws HookError */
  checkStep(step: AskingStep): void;
}

/** @throws HookError when the policy cannot be used: then nothing runs */
export async function openPolicy(
  file: string,
  { config, client, log }: Pick<Context, 'config' | 'client' | 'log'>,
): Promise<AppliedPolicy> {
  const work = dirname(config.tempDirectory);
  const policy = await readPolicyForJob(file, work);
  const check = (asked: readonly Asked[]) => {
    const violations = judge(asked, policy, hostOf(client.socket, config.pathMap, work));
    if (violations.length > 0) throw refusal(policy, violations);
    log.debug(`The policy ${file} allows what the workflow asks for.`);
  };
  const trim = <Given extends { systemMountVolumes: Mount[] }>(container: Given): Given => {
    if (policy.allow['docker-socket'] !== false) return container;
    const kept = container.systemMountVolumes.filter((mount) => !isRunnersSocket(mount));
    return { ...container, systemMountVolumes: kept };
  };
  return {
    trimJob: ({ container, services }) => {
      return { container: container && trim(container), services: services.map(trim) };
    },
    trimStep: trim,
    checkJob: (request, plan) => {
      check(askedByJob(request, plan));
    },
    checkStep: (step) => {
      check([askedByStep(step)]);
    },
  };
}
