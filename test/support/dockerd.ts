/** The docker daemon of the environment. */
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endDaemon, startDaemon } from './daemon.ts';
import { addresses } from './hosts.ts';

export interface DockerdOptions {
  readonly socket: string;
  readonly gid: number;
  /** The name of the cgroup under which all containers live. */
  readonly cgroup: string;
  readonly stateFolder: string;
  readonly logFile: string;
  readonly path: string;
  readonly args: readonly string[];
}

/** Ends the daemon and starts it again, as crashes, updates and administrators do. */
export interface DockerdControl {
  /** SIGTERM ends its containers, SIGKILL leaves them to the next daemon. Resolves when it has ended. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** With more arguments than before; resolves when it answers. */
  start(...args: string[]): Promise<void>;
}

export const dockerdMethods = ['stop', 'start'] as const;

const execRoot = '/run/docker';

/**
 * All defaults (docker0, iptables) are right in a network namespace of its own. The data is on a
 * tmpfs, the settings of the machine's daemon (/etc/docker/daemon.json) are not used, and the cgroup
 * driver is fixed because systemd cannot be reached. Names which docker does not know itself
 * are looked up in `dns.ts`.
 */
export async function startDockerd(options: DockerdOptions): Promise<DockerdControl> {
  const { socket, gid, cgroup, stateFolder, logFile, path, args } = options;
  const settings = join(stateFolder, 'daemon.json');
  await writeFile(settings, '{}');
  const start = (more: readonly string[]) =>
    startDaemon({
      argv: [
        'dockerd',
        ...['--config-file', settings],
        ...['--host', `unix://${socket}`, '--group', String(gid)],
        ...['--data-root', join(stateFolder, 'docker'), '--exec-root', execRoot],
        ...['--pidfile', join(stateFolder, 'dockerd.pid')],
        ...['--storage-driver', 'overlay2', '--dns', addresses.api],
        ...['--cgroup-parent', `/${cgroup}`, '--exec-opt', 'native.cgroupdriver=cgroupfs'],
        ...args,
        ...more,
      ],
      env: { PATH: path },
      logFile,
      isReady: () => ping(socket),
    });
  let daemon = await start([]);
  return {
    stop: async (signal) => {
      await endDaemon(daemon, signal);
      await containerdEnd();
    },
    start: async (...more) => {
      daemon = await start(more);
    },
  };
}

/**
 * The kernel ends the containerd of a daemon that is killed, a moment later. The next daemon would take it for its
 * own until then, and wait for its socket in vain (moby, `libcontainerd/supervisor`).
 */
async function containerdEnd(): Promise<void> {
  const file = join(execRoot, 'containerd/containerd.pid');
  const pid = (await readFile(file, 'utf8').catch(() => '')).trim();
  const program = () => readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  while (pid !== '' && (await program()) === 'containerd\n') await sleep(10);
}

function ping(socketPath: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path: '/_ping' }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    })
      .on('error', reject)
      .end();
  });
}
