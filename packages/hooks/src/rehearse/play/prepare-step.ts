import type { Scope } from '../expressions/evaluate.ts';
import { isResolved, resolve, type Findings } from '../expressions/resolve.ts';
import type { Values } from '../expressions/value.ts';
import { proxyVariables } from '../runner/environment.ts';
import { textsOf } from '../workflow/container.ts';
import type { Step } from '../workflow/steps.ts';
import { dockerImage, readLocalAction } from './local-action.ts';
import { actionArguments, readAction } from './play-action.ts';
import { readScript, scriptArguments } from './play-script.ts';
import type { StepCall } from './run-call.ts';
import type { Session, Stage } from './session.ts';
import type { StepKind } from './step-kind.ts';

/** A step whose turn has come, ready for the hook. */
export interface PreparedStep {
  call: Pick<StepCall, 'command' | 'build'>;
  timeoutMinutes: number | undefined;
  /** Parts of an action that are not played. */
  leftOut: readonly string[];
}

export interface StepFacts {
  step: Step;
  kind: Exclude<StepKind, { kind: 'left out' }>;
  env: Values;
  scope: Scope;
  stage: Stage;
  session: Session;
}

/**
 * Evaluates everything that is written in a step.
 * @param findings gets what cannot be known or fails; then there is nothing to call
 * @returns why it is not played, when its action says so
 * @throws HookError when it would fail on a runner before it starts
 */
export function prepareStep(
  facts: StepFacts,
  findings: Findings,
): PreparedStep | string | undefined {
  const { step, scope } = facts;
  if (step.continueOnError) resolve(step.continueOnError, scope, findings);
  const timeout = step.timeoutMinutes && resolve(step.timeoutMinutes, scope, findings);
  const prepared = prepareCall(facts, findings);
  if (typeof prepared === 'string') return prepared;
  if (!isResolved(findings) || prepared === undefined) return undefined;
  return {
    ...prepared,
    timeoutMinutes: timeout === undefined ? undefined : Number(timeout),
  };
}

type Prepared = Pick<PreparedStep, 'call' | 'leftOut'>;

function prepareCall(facts: StepFacts, findings: Findings): Prepared | string | undefined {
  const { step, kind, env, scope, stage, session } = facts;
  const texts = () => Object.fromEntries(textsOf(env, 'env'));
  if (kind.kind === 'script') {
    const script = readScript(step, stage.plan, scope, findings);
    if (!script) return undefined;
    const build: StepCall['build'] = (variables) =>
      scriptArguments(script, texts(), variables, stage, session);
    return { call: { command: 'run_script_step', build }, leftOut: [] };
  }
  const action =
    kind.kind === 'image'
      ? dockerImage(kind.image)
      : readLocalAction(stage.folders.workspace, kind.path);
  if (typeof action === 'string') return action;
  const read = readAction(step, action, scope, findings);
  if (!read) return undefined;
  const proxies = proxyVariables(stage.workerEnv);
  const build: StepCall['build'] = (variables) =>
    actionArguments(read, texts(), proxies, variables, stage);
  return { call: { command: 'run_container_step', build }, leftOut: action.leftOut };
}
