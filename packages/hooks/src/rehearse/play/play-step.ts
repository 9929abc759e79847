import {
  isResolved,
  noFindings,
  resolve,
  resolveExpression,
  type Findings,
} from '../expressions/resolve.ts';
import { isTruthy, isValues, type Values } from '../expressions/value.ts';
import type { StepResult, Unsupported } from '../result.ts';
import type { Step } from '../workflow/steps.ts';
import { failureOf } from './failure.ts';
import { prepareStep, type PreparedStep } from './prepare-step.ts';
import { runStepCall } from './run-call.ts';
import type { Session, Stage } from './session.ts';
import { kindOf, resultKind } from './step-kind.ts';
import { finishedStep, leftOutStep, stepScope } from './step-scope.ts';
import { tolerate } from './tolerate.ts';

export interface PlayedStep {
  result: StepResult;
  unknown: Findings['unknown'];
  unsupported: readonly Unsupported[];
}

/** Minutes; timers of node count no further. */
const longestTimeout = 24 * 24 * 60;

type Ending = Pick<StepResult, 'outcome' | 'reason' | 'exitCode' | 'outputs'>;

/** Plays one step, if its condition says so and everything in it is known. */
export async function playStep(step: Step, stage: Stage, session: Session): Promise<PlayedStep> {
  const kind = kindOf(step, stage.plan.container !== undefined);
  const findings = noFindings();
  let told = findings;
  const unsupported: Unsupported[] = [];
  const leaveOut = (what: string, why: string): Ending => {
    unsupported.push({ what, why, line: step.line });
    return { outcome: 'not played', reason: why };
  };
  const decide = async (): Promise<Ending> => {
    const env = resolveEnv(step, stage, session, findings);
    const scope = stepScope(stage, session, env);
    const asked = noFindings();
    const condition = { expression: step.condition, line: step.conditionLine };
    const answer = resolveExpression(condition, scope, asked);
    if (!isResolved(asked)) {
      told = asked;
      return unresolved(asked);
    }
    if (!isTruthy(answer)) return { outcome: 'skipped', reason: skipReason(step, session) };
    if (kind.kind === 'left out') return leaveOut(kind.what, kind.why);
    const prepared = prepareStep({ step, kind, env, scope, stage, session }, findings);
    if (typeof prepared === 'string') return leaveOut(step.uses ?? step.title, prepared);
    if (prepared === undefined) return tolerate(unresolved(findings), step, scope);
    for (const part of prepared.leftOut) {
      unsupported.push({
        what: `${part} of ${step.uses ?? ''}`,
        why: 'only the main part of an action is played',
        line: step.line,
      });
    }
    const ending = await runStep(step, prepared, stage, session).catch(failed);
    return stage.signal.aborted ? ending : tolerate(ending, step, scope);
  };
  const ending = await decide().catch(failed);
  record(step, ending, stage, session);
  const result = { title: step.title, kind: resultKind(kind, step), line: step.line, ...ending };
  const unknown = ending.outcome === 'not played' ? told.unknown : [];
  return { result, unknown, unsupported };
}

function resolveEnv(step: Step, stage: Stage, session: Session, findings: Findings): Values {
  if (step.env === undefined) return session.env;
  const own = resolve(step.env, stepScope(stage, session, session.env), findings);
  return new Map([...session.env, ...(isValues(own) ? own : [])]);
}

async function runStep(
  step: Step,
  { call, timeoutMinutes }: PreparedStep,
  stage: Stage,
  session: Session,
): Promise<Ending> {
  const minutes = Math.min(timeoutMinutes || 0, longestTimeout);
  const late = minutes > 0 ? [AbortSignal.timeout(Math.ceil(minutes * 60_000))] : [];
  const signal = AbortSignal.any([stage.signal, ...late]);
  const started = await runStepCall(stage, session, { ...call, id: step.id, signal });
  const { exitCode, outputs, failure } = started;
  const ending = { exitCode, outputs: Object.fromEntries(outputs) };
  if (stage.signal.aborted) return { ...ending, outcome: 'failed', reason: 'interrupted' };
  if (late.some(({ aborted }) => aborted)) {
    const reason = `it took longer than ${String(timeoutMinutes)} minutes`;
    return { ...ending, outcome: 'failed', reason };
  }
  if (exitCode === 0 && failure === undefined) return { ...ending, outcome: 'played' };
  const reason = failure ?? `exit code ${String(exitCode)}`;
  return { ...ending, outcome: 'failed', reason };
}

function failed(error: unknown): Ending {
  return { outcome: 'failed', reason: failureOf(error) };
}

function unresolved({ failures, unknown }: Findings): Ending {
  const [failure] = failures;
  if (failure) return { outcome: 'failed', reason: failure.message };
  const names = unknown.map(({ what }) => what);
  return {
    outcome: 'not played',
    reason: `${[...new Set(names)].join(', ')} cannot be known here`,
  };
}

function skipReason({ condition }: Step, { status }: Session): string {
  return condition === 'success()' && status === 'failure'
    ? 'an earlier step failed'
    : `its condition is false: ${condition.replaceAll(/\s+/g, ' ').slice(0, 120)}`;
}

/** What later steps see of it. A step that is left out does not stop them. */
function record(step: Step, { outcome, outputs = {} }: Ending, stage: Stage, session: Session) {
  if (outcome === 'failed') session.status = 'failure';
  const said = new Map(Object.entries(outputs));
  const seen = {
    played: () => finishedStep('success', 'success', said),
    tolerated: () => finishedStep('failure', 'success', said),
    failed: () => finishedStep('failure', 'failure', said),
    skipped: () => finishedStep('skipped', 'skipped'),
    'not played': () => leftOutStep(step.id, stage.given),
    planned: () => leftOutStep(step.id, stage.given),
  };
  session.steps.set(step.id, seen[outcome]());
}
