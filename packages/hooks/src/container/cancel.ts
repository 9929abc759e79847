import type { Docker } from '../docker/docker.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { nodeScript, shellScript } from './end-processes.ts';

/** Variable that marks every process of one step, so that a cancel finds them. */
export const stepMarker = 'ECR_RUNNER_HOOKS_STEP';

/** What ends the processes of a step from inside of the container, one of which it can run. */
const programs = [
  ['sh', '-c', shellScript, 'sh'],
  ['/__e/node20/bin/node', '-e', nodeScript],
  ['/__e/node24/bin/node', '-e', nodeScript],
];

/**
 * Ends all processes of a step inside the job container: politely, then for good. Never throws.
 *
 * It is one `docker exec`, as the daemon may report the end of the next ones seconds late: it first
 * waits for the output of the step's main process, which a child can hold (moby, `monitor.go`).
 */
export async function endStepProcesses(
  docker: Docker,
  container: string,
  marker: string,
  log: Log,
): Promise<void> {
  const refusals: unknown[] = [];
  for (const program of programs) {
    try {
      await docker.execAsRoot(container, [...program, `${stepMarker}=${marker}`]);
      return;
    } catch (error) {
      refusals.push(error);
    }
  }
  log.warning(
    `The cancelled step may still run in the job container until the job ends: ${messageOf(refusals[0])}`,
  );
}
