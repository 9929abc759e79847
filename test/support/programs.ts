/** The programs of this machine that make up the environment, and the right to start them. */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Debian keeps dockerd, ip and iptables in /usr/sbin, which an ordinary user's PATH lacks. */
const systemFolders = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
];

const needed = [
  ...['docker', 'dockerd', 'docker-registry', 'docker-credential-ecr-login', 'busybox'],
  'docker-init',
  ...['openssl', 'iptables', 'ip', 'mount', 'unshare', 'nsenter', 'setpriv', 'sh', 'env'],
];

/** PATH for programs in the environment: what the caller has, and the system's folders. */
export function searchPath(path: string | undefined): string {
  // npm puts this project's own programs in front; a test that wants one installs it.
  const given = (path ?? '').split(':').filter((entry) => entry && !entry.includes('node_modules'));
  return [...new Set([...given, ...systemFolders])].join(':');
}

export function findProgram(name: string, path: string): string | undefined {
  return path
    .split(':')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** Throws one sentence which names everything that is missing. */
export function requirePrograms(path: string, names: readonly string[] = needed): void {
  const missing = names.filter((name) => !findProgram(name, path));
  if (missing.length === 0) return;
  throw new Error(
    `The test environment needs ${missing.join(', ')}: run \`node setup.js --packages\`.`,
  );
}

/** What `inside.ts` needs, as absolute paths. */
export function toolsIn(path: string): Record<'nsenter' | 'setpriv' | 'env', string> {
  const find = (name: string) => findProgram(name, path) ?? name;
  return { nsenter: find('nsenter'), setpriv: find('setpriv'), env: find('env') };
}

/** What must stand before a command that needs root: nothing, or sudo. */
export async function resolvePrivileges(uid: number): Promise<readonly string[]> {
  if (uid === 0) return [];
  try {
    await promisify(execFile)('sudo', ['-n', 'true']);
    return ['sudo', '-n', '--preserve-env'];
  } catch (cause) {
    throw new Error(
      'The test environment needs root: run the tests as root, or allow `sudo` without a password.',
      { cause },
    );
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
