import { closeSync, mkdirSync, rmSync } from 'node:fs';
import { HookError, messageOf } from '../../errors.ts';
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
 * @throws HookError when they cannot be made or the workspace cannot be copied; nothing is left then
 */
export async function createStageFolders(
  { folders, github, hook, given, plan, masks, signal }: Stage,
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
  const make = () => {
    mkdirSync(folders.root, { mode: 0o700 });
    createFolders(folders, hook.node, JSON.stringify(given.event ?? {}));
  };
  try {
    orSay(make);
    await copyWorkspace(workspace, folders.workspace, signal);
    const { job: jobId = '', run_id: runId = '' } = github;
    const log = openWorkerLog(folders, { services: plan.services, jobId, runId }, now, masks.hide);
    return { remove, close: () => closeSync(log) };
  } catch (error) {
    remove();
    throw error;
  }
}

function orSay(make: () => void): void {
  try {
    make();
  } catch (cause) {
    throw new HookError(`The folders of the rehearsal cannot be made: ${messageOf(cause)}.`, {
      hint: 'They lie in the folder for temporary files, which TMPDIR names.',
      cause,
    });
  }
}
