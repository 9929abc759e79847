import { randomUUID } from 'node:crypto';
import { explain } from '../errors.ts';
import { noFindings } from './expressions/resolve.ts';
import { WrongOption } from './given.ts';
import type { RehearseOptions } from './options.ts';
import { playJob, type Watcher } from './play/play-job.ts';
import type { PlayedStep } from './play/play-step.ts';
import type { Stage } from './play/session.ts';
import { createStageFolders } from './play/stage-folders.ts';
import { previewReport, type Prepared } from './preview-report.ts';
import type { Report } from './result.ts';
import { workerEnvironment } from './runner/environment.ts';
import { setUp } from './set-up.ts';
import { hideInReport, hideInResult } from './show/hide-in-report.ts';
import { createMasks, type Masks } from './show/masks.ts';
import { judge } from './verdict.ts';
import { findPlace } from './workflow/find-workspace.ts';
import { listIgnored } from './workflow/notes.ts';
import { planJob } from './workflow/plan-job.ts';
import { readWorkflow, selectJob } from './workflow/read-workflow.ts';
import { InvalidFile } from './workflow/template.ts';

/** What the process gives a rehearsal. */
export interface RehearseEdge extends Watcher {
  env: NodeJS.ProcessEnv;
  /** The folder for temporary files. */
  temporary: string;
  now: Date;
  /** Names the process, and gives back its name before. */
  setTitle(title: string): string;
  /** Told once it is clear what will be played. */
  onSetUp(report: Report): void;
  write(line: string): void;
  signal: AbortSignal;
}

/**
 * Plays a job of a workflow through a hook, as a runner would.
 * @throws InvalidFile when GitHub would not take the workflow
 * @throws WrongOption when an option does not fit it
 * @throws HookError when the rehearsal itself cannot start
 */
export async function rehearse(options: RehearseOptions, edge: RehearseEdge): Promise<Report> {
  const { file, given, planOnly } = options;
  const workflow = await readWorkflow(file);
  const job = selectJob(workflow, options.job);
  const place = findPlace(file, options.workspace);
  const known = setUp(workflow, job, place, given, edge.temporary);
  const findings = noFindings();
  const { env, plan } = planJob(workflow, job, known.contexts, findings);
  const prepared = { workflow, job, place, known, findings, env, plan };
  const masks = createMasks(given.secrets.values());
  const preview = hideInReport(previewReport(prepared, options), masks);
  if (plan === undefined || job.uses !== undefined || planOnly) return preview;
  edge.onSetUp(preview);
  const workerEnv = {
    ...workerEnvironment(edge.env, options.envFile, given.secrets.keys()),
    // By it a runner finds the processes that a job has left.
    RUNNER_TRACKING_ID: `github_${randomUUID()}`,
  };
  const { hook } = options;
  const { write, signal } = edge;
  const stage: Stage = { ...known, plan, given, hook, workerEnv, masks, write, signal };
  return hideInReport(await play(stage, prepared, options, preview, edge), masks);
}

/** One line per mistake of whoever calls or of the workflow; undefined for all other errors. */
export function mistakesIn(error: unknown): readonly string[] | undefined {
  if (error instanceof InvalidFile) return error.problems;
  return error instanceof WrongOption ? [explain(error)] : undefined;
}

async function play(
  stage: Stage,
  { job, place }: Prepared,
  { keep }: RehearseOptions,
  preview: Report,
  edge: RehearseEdge,
): Promise<Report> {
  const onDisk = await createStageFolders(stage, place.workspace, edge.now);
  const title = edge.setTitle('Runner.Worker');
  const { root } = stage.folders;
  const notes = [...preview.notes];
  let played: PlayedStep[];
  try {
    played = await playJob(job.steps, stage, maskedWatcher(edge, stage.masks));
  } finally {
    edge.setTitle(title);
    onDisk.close();
    const left = keep ? undefined : onDisk.remove();
    if (left !== undefined) notes.push(`${root} is left, as it could not be removed: ${left}.`);
  }
  const steps = played.map(({ result }) => result);
  return {
    ...preview,
    kept: keep ? root : undefined,
    steps,
    unsupported: [...listIgnored(job), ...played.flatMap(({ unsupported }) => unsupported)],
    unknown: played.flatMap(({ unknown }) => unknown),
    notes,
    verdict: judge(steps, edge.signal.aborted),
  };
}

function maskedWatcher({ onStart, onEnd }: Watcher, masks: Masks): Watcher {
  return {
    onStart: (title) => onStart(masks.hide(title)),
    onEnd: (result) => onEnd(hideInResult(result, masks)),
  };
}
