import { DockerError } from '../docker/docker-error.ts';
import { isResting, readReport, type PullReport } from './pull-report.ts';

export interface Limit {
  seconds: number;
  /** Ends the work before that. */
  signal: AbortSignal;
}

export interface SilenceLimit extends Limit {
  /** What is said of it. */
  silence: string;
  /** Bytes of layers are told of, too; docker's client does not. */
  tellsBytes: boolean;
}

/** What ends a pull, and what wants to hear of it. */
export interface Watch {
  signal: AbortSignal;
  onLine: (line: string) => void;
}

/**
 * Ends what gets an image when its time is up, whatever it waits for and however often it was tried.
 * @throws DockerError
 */
export async function withDeadline<T>(
  image: string,
  { seconds, signal }: Limit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    const why = `it is not here after ${String(seconds)} s (HOOK_PULL_TIMEOUT)`;
    const hint =
      'Look how far it came in the lines above, and check network and proxy between the docker daemon and the registry; HOOK_PULL_TIMEOUT of the runner can be more for an image that is large.';
    late.abort(timeoutError(image, why, hint));
  }, seconds * 1000);
  try {
    return await work(AbortSignal.any([signal, late.signal]));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Ends a pull that is silent: neither docker nor every credential helper has a limit of its own for that.
 * What comes slowly may take as long as it needs.
 * @throws DockerError
 */
export async function withSilenceLimit(
  image: string,
  report: PullReport,
  { seconds, signal, silence, tellsBytes }: SilenceLimit,
  pull: (watch: Watch) => Promise<void>,
): Promise<void> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    if (isResting(report)) timer.refresh();
    else late.abort(timeoutError(image, `${silence} for ${String(seconds)} s`));
  }, seconds * 1000);
  const onLine = (line: string) => {
    readReport(report, line);
    if (tellsBytes) timer.refresh();
    else clearTimeout(timer);
  };
  try {
    await pull({ signal: AbortSignal.any([signal, late.signal]), onLine });
  } finally {
    clearTimeout(timer);
  }
}

function timeoutError(image: string, why: string, hint?: string): DockerError {
  const operation = `docker pull ${image}`;
  return new DockerError({ operation, exitCode: undefined, stderr: `timeout: ${why}`, hint });
}
