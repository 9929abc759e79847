import { createHash } from 'node:crypto';
import type { Call } from '../logs/parse-line.ts';
import { addCall, newJob, type Job } from './job.ts';

export interface JobEvents {
  /** A line of a job, which it is part of already. */
  onCall(job: Job, call: Call): void;
  /** Nothing more is known of a job. */
  onEnd(job: Job): void;
}

export interface Jobs {
  /** @returns false for a line of a job whose beginning is not in the log */
  add(call: Call): boolean;
  /** All that are open end here: no line of theirs comes after this. */
  end(): void;
  open(): number;
}

/**
 * Puts the lines of one log together to jobs. A job begins with prepare_job, or with a docker action
 * when it has no container of its own, and ends with cleanup_job. Runners of one job leave jobs
 * without an end behind: when more than `limit` are open, the one that was silent for longest ends.
 */
export function createJobs(limit: number, { onCall, onEnd }: JobEvents): Jobs {
  // In the order of their last lines.
  const open = new Map<string, Job>();

  const jobOf = (found: Job | undefined, { event, at }: Call): Job | undefined => {
    const { command } = event;
    if (found && command !== 'prepare_job') return found;
    // Jobs of a matrix have the same name: one that ended without cleanup, and the next.
    if (found) onEnd(found);
    const isFirst = command === 'prepare_job' || command === 'run_container_step';
    return isFirst ? newJob(at) : undefined;
  };
  return {
    add: (call) => {
      const key = keyOf(call.event);
      const job = jobOf(open.get(key), call);
      if (!job) return false;
      open.delete(key);
      addCall(job, call);
      onCall(job, call);
      if (job.isCleanedUp) onEnd(job);
      else open.set(key, job);
      if (open.size > limit) endOldest(open, onEnd);
      return true;
    },
    end: () => {
      for (const job of open.values()) onEnd(job);
      open.clear();
    },
    open: () => open.size,
  };
}

function endOldest(open: Map<string, Job>, onEnd: JobEvents['onEnd']): void {
  const [oldest] = open;
  if (!oldest) return;
  open.delete(oldest[0]);
  onEnd(oldest[1]);
}

/** Of the same length whatever a log says, or nearly. */
function keyOf({ runner, runId = '', runAttempt = '', job = '' }: Call['event']): string {
  const key = [runner, runId, runAttempt, job].join('\n');
  return key.length <= 300 ? key : createHash('sha256').update(key).digest('hex');
}
