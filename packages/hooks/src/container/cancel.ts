import { setTimeout as sleep } from 'node:timers/promises';
import type { Docker } from '../docker/docker.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';

/** Variable that marks every process of one step, so that a cancel finds them. */
export const stepMarker = 'ECR_RUNNER_HOOKS_STEP';

/** Milliseconds between the polite and the final signal; the runner gives 7.5 s in all. */
const grace = 2000;

/**
 * Sends a signal to every process in the container whose environment has the marker and says how
 * many there are. The runner signals only the hook, a docker client that dies leaves the process
 * running, and its pid in the host's table belongs to the daemon: so it is looked up from inside.
 */
const script = `n=0
for e in /proc/[0-9]*/environ; do
  if grep -q "$1" "$e" 2>/dev/null; then
    p=\${e#/proc/}; kill -s "$2" "\${p%/environ}" 2>/dev/null && n=$((n+1))
  fi
done
echo "$n"`;

/** The same for an image without a shell: with the node that the runner mounts. */
const nodeScript = `const fs = require('fs'); let n = 0;
for (const p of fs.readdirSync('/proc').filter((f) => /^\\d+$/.test(f))) {
  try {
    if (!fs.readFileSync('/proc/' + p + '/environ').includes(process.argv[1])) continue;
    process.kill(Number(p), process.argv[2] === '0' ? 0 : 'SIG' + process.argv[2]); n += 1;
  } catch {}
}
console.log(n);`;

/** Ends all processes of a step inside the job container: politely, then for good. Never throws. */
export async function endStepProcesses(
  docker: Docker,
  container: string,
  marker: string,
  log: Log,
): Promise<void> {
  try {
    const signal = await findSignaller(docker, container, marker);
    const end = Date.now() + grace;
    let left = await signal('TERM');
    while (left > 0 && Date.now() < end) {
      await sleep(100);
      left = await signal('0');
    }
    if (left > 0) await signal('KILL');
  } catch (error) {
    log.warning(
      `The cancelled step may still run in the job container until the job ends: ${messageOf(error)}`,
    );
  }
}

/** Sends a signal to the step's processes; resolves with how many there are. */
type Signaller = (name: 'TERM' | 'KILL' | '0') => Promise<number>;

/** The first of the programs that the container can run. */
async function findSignaller(
  docker: Docker,
  container: string,
  marker: string,
): Promise<Signaller> {
  const programs = [
    ['sh', '-c', script, 'sh'],
    ['/__e/node20/bin/node', '-e', nodeScript],
    ['/__e/node24/bin/node', '-e', nodeScript],
  ];
  const refusals: unknown[] = [];
  for (const program of programs) {
    const signaller: Signaller = async (name) =>
      Number(await docker.execAsRoot(container, [...program, `${stepMarker}=${marker}`, name]));
    const works = await signaller('0').then(
      () => true,
      (error: unknown) => {
        refusals.push(error);
        return false;
      },
    );
    if (works) return signaller;
  }
  throw refusals[0];
}
