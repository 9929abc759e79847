/**
 * Turns the fresh namespaces into a machine of their own: mounts, addresses, names. Runs inside, as
 * root, before anything else is started.
 */
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { addresses, hostsFile } from './hosts.ts';

const execute = promisify(execFile);

/** On the private /run: what the environment's daemons keep; it vanishes with the namespace. */
export const stateFolder = '/run/ecr-env';

const caBundle = '/etc/ssl/certs/ca-certificates.crt';

/**
 * - /proc shows only the processes inside.
 * - /run is empty, which hides the machine's docker.sock, containerd and systemd.
 * - /etc is an overlay, so that hosts, passwd and the CA bundle are private ones.
 */
export async function prepareMounts(home: string): Promise<void> {
  await mount('-t', 'proc', 'proc', '/proc');
  await mount('-t', 'tmpfs', '-o', 'mode=755', 'run', '/run');
  const [upper, work] = ['/run/etc/upper', '/run/etc/work'];
  for (const folder of [upper, work, stateFolder]) await mkdir(folder, { recursive: true });
  const layers = `lowerdir=/etc,upperdir=${upper},workdir=${work}`;
  await mount('-t', 'overlay', '-o', layers, 'overlay', '/etc');

  await replace('/etc/hosts', hostsFile(hostname()));
  await replace('/etc/resolv.conf', '');
  // Programs without HOME (docker-credential-ecr-login writes ~/.ecr) ask for root's home here.
  const passwd = await readFile('/etc/passwd', 'utf8');
  await replace('/etc/passwd', passwd.replace(/^(root:(?:[^:]*:){4})[^:]*/m, `$1${home}`));
}

export async function prepareNetwork(): Promise<void> {
  const loopback = Object.values(addresses).map((address) => `address add ${address}/32 dev lo`);
  await ipBatch(['link set lo up', ...loopback]);
}

/** Programs that bring no authorities of their own trust only this one. */
export async function trustAuthority(cert: string): Promise<void> {
  await mkdir('/etc/ssl/certs', { recursive: true });
  await replace(caBundle, cert);
}

/** Without its address the metadata service cannot be reached, as on a machine that is not EC2. */
export async function setInstanceAddress(on: boolean): Promise<void> {
  await ipBatch([`address ${on ? 'replace' : 'del'} ${addresses.instance}/32 dev lo`]);
}

async function ipBatch(commands: readonly string[]): Promise<void> {
  const started = execute('ip', ['-batch', '-']);
  started.child.stdin?.end(commands.join('\n') + '\n');
  await started;
}

async function mount(...args: readonly string[]): Promise<void> {
  await execute('mount', args);
}

/** A symbolic link (resolv.conf of systemd-resolved) is replaced, not followed. */
async function replace(path: string, content: string): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, content);
}
