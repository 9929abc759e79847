import type { Docker } from '../docker/docker.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { nodeScript, shellScript } from './end-processes.ts';

/** Variable that marks every process of one step, so that a cancel finds them. */
export const stepMarker = 'ECR_RUNNER_HOOKS_STEP';

/** Milliseconds for all of it: 10 s after its first signal the runner kills the hook. */
const patience = 7000;

/** What ends the processes of a step from inside of the container, one of which it can run. */
const programs = [
  ['sh', '-c', shellScript, 'sh'],
  ['/__e/node20/bin/node', '-e', nodeScript],
  ['/__e/node24/bin/node', '-e', nodeScript],
];

/** Ends the processes of a step, see below; for several attempts, which share one deadline. */
export function stepEnding(
  docker: Docker,
  container: string,
  marker: string,
  log: Log,
): () => Promise<void> {
  let deadline: AbortSignal | undefined;
  return async () => {
    deadline ??= AbortSignal.timeout(patience);
    if (!deadline.aborted) await endStepProcesses(docker, container, marker, log, deadline);
  };
}

/**
 * Ends all processes of a step inside the job container: politely, then for good. Never throws.
 *
 * It is one `docker exec`, as the daemon may report the end of the next ones seconds late: it first
 * waits for the output of the step's main process, which a child can hold (moby, `monitor.go`).
 */
async function endStepProcesses(
  docker: Docker,
  container: string,
  marker: string,
  log: Log,
  deadline: AbortSignal,
): Promise<void> {
  const refusals: unknown[] = [];
  for (const program of programs) {
    try {
      await docker.execAsRoot(container, [...program, `${stepMarker}=${marker}`], deadline);
      return;
    } catch (error) {
      refusals.push(error);
    }
    if (deadline.aborted) break;
  }
  const why = deadline.aborted ? 'the docker daemon does not answer.' : messageOf(refusals[0]);
  log.warning(`The cancelled step may still run in the job container until the job ends: ${why}`);
}
