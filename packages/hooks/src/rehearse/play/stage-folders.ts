import { closeSync, mkdirSync, rmSync } from 'node:fs';
import { messageOf } from '../../errors.ts';
import { copyWorkspace } from '../runner/copy-workspace.ts';
import { createFolders } from '../runner/folders.ts';
import { openWorkerLog } from '../runner/worker-log.ts';
import type { Stage } from './session.ts';

/** What `hooks` finds on the disk while a job is played. */
export interface StageFolders {
  /** @returns why they could not be removed */
  remove(): string | undefined;
  close(): void;
}

/**
 * Makes the folders of a runner, with the copy of the workspace and the log of the Worker.
 * @throws HookError when the workspace cannot be copied; nothing is left then
 */
export async function createStageFolders(
  { folders, github, hook, given, plan, masks }: Stage,
  workspace: string,
  now: Date,
): Promise<StageFolders> {
  const remove = () => {
    try {
      rmSync(folders.root, { recursive: true, force: true });
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  };
  mkdirSync(folders.root, { mode: 0o700 });
  try {
    createFolders(folders, hook.node, JSON.stringify(given.event ?? {}));
    await copyWorkspace(workspace, folders.workspace);
    const { job: jobId = '', run_id: runId = '' } = github;
    const log = openWorkerLog(folders, { services: plan.services, jobId, runId }, now, masks.hide);
    return { remove, close: () => closeSync(log) };
  } catch (error) {
    remove();
    throw error;
  }
}
