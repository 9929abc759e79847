import { proxyVariables } from '../runner/environment.ts';
import { prepareArguments } from '../runner/requests.ts';
import { readAnswer } from '../runner/response.ts';
import type { StepResult } from '../result.ts';
import type { Step } from '../workflow/steps.ts';
import { failureOf } from './failure.ts';
import { playStep, type PlayedStep } from './play-step.ts';
import { callHook, newSession, type Session, type Stage } from './session.ts';

/** Somebody who watches: told of each step before and after. */
export interface Watcher {
  onStart(title: string): void;
  onEnd(result: StepResult): void;
}

/**
 * Plays a job through the hook: its containers, its steps, and whatever happened, its cleanup. As on a
 * runner, a job without containers has neither the first nor the last.
 */
export async function playJob(
  steps: readonly Step[],
  stage: Stage,
  watcher: Watcher,
): Promise<PlayedStep[]> {
  const session = newSession(stage);
  const { container, services } = stage.plan;
  const play = timed(watcher);
  if (container === undefined && services.length === 0)
    return playSteps(steps, stage, session, play);
  const played: PlayedStep[] = [];
  try {
    const prepared = await play('Initialize containers', () => prepare(stage, session));
    const { outcome } = prepared.result;
    const rest =
      outcome === 'failed'
        ? steps.map((step) => skipped(step, 'the containers did not start'))
        : await playSteps(steps, stage, session, play);
    played.push(prepared, ...rest);
  } finally {
    played.push(await play('Stop containers', () => cleanUp(stage, session)));
  }
  return played;
}

type Play = (title: string, step: () => Promise<PlayedStep>) => Promise<PlayedStep>;

async function playSteps(
  steps: readonly Step[],
  stage: Stage,
  session: Session,
  play: Play,
): Promise<PlayedStep[]> {
  const played: PlayedStep[] = [];
  for (const step of steps) {
    played.push(
      stage.signal.aborted
        ? skipped(step, 'interrupted')
        : await play(step.title, () => playStep(step, stage, session)),
    );
  }
  return played;
}

function timed({ onStart, onEnd }: Watcher): Play {
  return async (title, play) => {
    onStart(title);
    const started = performance.now();
    const step = await play();
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    const result = { ...step.result, seconds };
    onEnd(result);
    return { ...step, result };
  };
}

function skipped(step: Step, reason: string): PlayedStep {
  const { title, line } = step;
  const kind = step.run === undefined ? 'action' : 'script';
  return {
    result: { title, kind, line, outcome: 'skipped', reason },
    unknown: [],
    unsupported: [],
  };
}

async function prepare(stage: Stage, session: Session): Promise<PlayedStep> {
  const { plan, folders, given, github, workerEnv, signal } = stage;
  const args = prepareArguments(plan.container, plan.services, {
    folders,
    proxies: proxyVariables(workerEnv),
    actor: github['actor'] ?? '',
    token: given.secrets.get('GITHUB_TOKEN'),
  });
  return ownStep('Initialize containers', 'prepare', async () => {
    if (signal.aborted) return { outcome: 'failed', reason: 'interrupted' };
    const call = { command: 'prepare_job' as const, args, signal };
    const { exitCode, response, view } = await callHook(stage, session, call);
    if (signal.aborted) return { exitCode, outcome: 'failed', reason: 'interrupted' };
    if (exitCode !== 0) {
      const reason = view.error() ?? `exit code ${String(exitCode)}`;
      return { exitCode, outcome: 'failed', reason };
    }
    const answer = readAnswer(response, {
      hasContainer: plan.container !== undefined,
      services: plan.services.map(({ key }) => key),
    });
    session.state = answer.state;
    session.job = answer.job;
    return { exitCode, outcome: 'played' };
  });
}

/** Nothing cancels it. */
function cleanUp(stage: Stage, session: Session): Promise<PlayedStep> {
  return ownStep('Stop containers', 'cleanup', async () => {
    const call = { command: 'cleanup_job' as const, args: {}, signal: undefined };
    const { exitCode } = await callHook(stage, session, call);
    const reason = `exit code ${String(exitCode)}`;
    return exitCode === 0
      ? { exitCode, outcome: 'played' }
      : { exitCode, outcome: 'failed', reason };
  });
}

/** One of the runner's own steps, which stands in no workflow. */
async function ownStep(
  title: string,
  kind: StepResult['kind'],
  play: () => Promise<Pick<StepResult, 'outcome' | 'reason' | 'exitCode'>>,
): Promise<PlayedStep> {
  const ending = await play().catch((error: unknown) => {
    return { outcome: 'failed' as const, reason: failureOf(error) };
  });
  return { result: { title, kind, ...ending }, unknown: [], unsupported: [] };
}
