/**
 * A rootless docker daemon of an ordinary user, beside the daemon of an environment. It lives in a
 * user namespace with a range of subordinate ids and has a network of its own, as the script of
 * docker's package sets it up (`dockerd-rootless.sh`); a pair of virtual cables to the environment
 * stands in for slirp4netns, so that it reaches the registries.
 */
import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Environment, User } from './environment.ts';
import { addresses } from './hosts.ts';
import { requirePrograms } from './programs.ts';
import { waitFor } from './waiting.ts';

export interface Rootless {
  /** `unix://$XDG_RUNTIME_DIR/docker.sock` */
  readonly dockerHost: string;
  readonly runtimeDirectory: string;
  /** The docker CLI as that user; throws if it fails, resolves to its trimmed stdout. */
  docker(...args: string[]): Promise<string>;
}

/** In the private /etc: newuidmap wants a name for the user and a range of ids. */
const prepareUser = `
set -e
echo "rootless:x:$1:$2::$3:/bin/sh" >> /etc/passwd
echo "$1:100000:65536" | tee -a /etc/subuid >> /etc/subgid
mkdir -p /etc/docker
`;

/** Runs in the new namespaces, where the user is root. dockerd keeps a key in /etc/docker. */
const startDaemon = `
set -e
mount -t tmpfs run /run
mount -t tmpfs etc /etc/docker
ip link set lo up
echo $$ > "$XDG_RUNTIME_DIR/pid.part"
mv "$XDG_RUNTIME_DIR/pid.part" "$XDG_RUNTIME_DIR/pid"
until ip link show uplink > /dev/null 2>&1; do sleep 0.05; done
ip address add 198.19.0.2/24 dev uplink
ip link set uplink up
ip route add default via 198.19.0.1
exec dockerd "$@"
`;

const plugIn = `
set -e
ip link add rootless type veth peer name uplink netns "$1"
ip address add 198.19.0.1/24 dev rootless
ip link set rootless up
`;

/** One per environment, with which it ends. */
export async function startRootless(environment: Environment, user: User): Promise<Rootless> {
  requirePrograms(environment.path, ['newuidmap', 'newgidmap']);
  const runtimeDirectory = join(environment.directory, 'xdg');
  mkdirSync(runtimeDirectory, { mode: 0o700 });
  writeFileSync(join(runtimeDirectory, 'daemon.json'), '{}');
  chownSync(runtimeDirectory, user.uid, user.gid);
  const socket = join(runtimeDirectory, 'docker.sock');
  const dockerHost = `unix://${socket}`;
  const asRoot = async (script: string, ...args: string[]) => {
    const env = { PATH: environment.path };
    const { exitCode, stderr } = await environment.run(['sh', '-c', script, 'sh', ...args], {
      env,
    });
    if (exitCode !== 0) throw new Error(`The rootless daemon cannot be prepared: ${stderr}`);
  };
  await asRoot(prepareUser, String(user.uid), String(user.gid), runtimeDirectory);

  const { ended, said } = launch(environment, user, runtimeDirectory, socket);
  const until = async (what: string, isSo: () => boolean | Promise<boolean>) =>
    waitFor(what, () => {
      if (ended()) throw new Error(`The rootless daemon has ended: ${said()}`);
      return isSo();
    });
  const pidFile = join(runtimeDirectory, 'pid');
  await until('the namespaces of the rootless daemon are there', () => existsSync(pidFile));
  await asRoot(plugIn, readFileSync(pidFile, 'utf8').trim());
  await until('the rootless daemon answers', () => answers(socket));

  return {
    dockerHost,
    runtimeDirectory,
    async docker(...args) {
      const env = { PATH: environment.path, HOME: runtimeDirectory, DOCKER_HOST: dockerHost };
      const result = await environment.run(['docker', ...args], { env, user });
      if (result.exitCode !== 0) throw new Error(`docker ${args.join(' ')}: ${result.stderr}`);
      return result.stdout.trim();
    },
  };
}

function launch(environment: Environment, user: User, home: string, socket: string) {
  const argv = [
    ...['unshare', '--user', '--map-auto', '--map-root-user', '--mount', '--net'],
    ...['sh', '-c', startDaemon, 'sh', '--rootless', '--group', 'root'],
    ...['--config-file', join(home, 'daemon.json'), '--host', `unix://${socket}`],
    ...['--data-root', '/run/data', '--exec-root', '/run/docker', '--pidfile', '/run/dockerd.pid'],
    ...['--dns', addresses.api, '--exec-opt', 'native.cgroupdriver=cgroupfs'],
  ];
  const env = { PATH: environment.path, HOME: home, XDG_RUNTIME_DIR: home };
  const [program = '', ...args] = environment.command(argv, { user, env });
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => (text = `${text}${chunk}`.slice(-2000)));
  return { ended: () => child.exitCode !== null || child.signalCode !== null, said: () => text };
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    request({ socketPath, path: '/_ping' }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    })
      .on('error', () => {
        resolve(false);
      })
      .end();
  });
}
