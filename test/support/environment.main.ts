/**
 * The process that holds an environment together, inside its namespaces: builds it, answers the
 * test's calls, and takes everything down when the test closes stdin, on purpose or by dying.
 *
 * argv: the setup as JSON, the pid of the namespaces' first process as the machine sees it.
 */
import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendLine, serveCalls, type Setup } from './control.ts';
import { removeLeftovers } from './leftovers.ts';
import { buildEnvironment } from './supervisor.ts';

const [setupText = '', firstPid = ''] = process.argv.slice(2);
const setup = JSON.parse(setupText) as Setup;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, tearDown);
process.stdin.on('close', tearDown);
// When the test is gone nobody reads the answers; the end of stdin says the rest.
process.stdout.on('error', () => undefined);
void main();

async function main(): Promise<void> {
  try {
    const targets = await buildEnvironment(setup, process.env['PATH'] ?? '');
    sendLine(process.stdout, { ready: { pid: Number(firstPid) } });
    await serveCalls({ ...targets }, process.stdin, process.stdout);
  } catch (error) {
    sendLine(process.stdout, { failed: error instanceof Error ? error.message : String(error) });
    process.stdin.resume();
  }
}

/** Mounts and the network vanish with the namespaces, as soon as this process has ended. */
async function tearDown(): Promise<void> {
  process.kill(-1, 'SIGKILL');
  await othersAreGone(2000);
  await removeLeftovers(basename(setup.directory));
  process.exit();
}

/** Cgroups can be removed when nobody is in them. Init and this process stay. */
async function othersAreGone(timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    if (pids.length <= 2) return;
    await sleep(5);
  }
}
