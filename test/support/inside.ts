/** Starts programs inside an environment that is up. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface User {
  readonly uid: number;
  readonly gid: number;
}

export interface CommandOptions {
  /** Default root. */
  readonly user?: User;
  /** The whole environment of the program; default: what the command is started with. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunOptions extends CommandOptions {
  readonly input?: string;
  /** Default one minute; then the program is killed and `run` throws. */
  readonly timeoutMs?: number;
}

export interface RunResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Inside {
  /** A process whose namespaces these are. */
  readonly pid: number;
  readonly dockerGid: number;
  readonly privileges: readonly string[];
  /** Absolute, so that the program's own PATH has no say in it. */
  readonly tools: Readonly<Record<'nsenter' | 'setpriv' | 'env', string>>;
}

const root: User = { uid: 0, gid: 0 };

/**
 * nsenter waits for the program; killed itself, it takes the program along (`--pdeathsig`). The
 * working directory becomes `/`.
 */
export function commandInside(
  { pid, dockerGid, privileges, tools }: Inside,
  argv: readonly string[],
  { user = root, env }: CommandOptions = {},
): string[] {
  return [
    ...privileges,
    ...[tools.nsenter, '--target', String(pid), '--mount', '--net', '--pid', '--'],
    ...[tools.setpriv, '--reuid', String(user.uid), '--regid', String(user.gid)],
    ...['--groups', String(dockerGid), '--pdeathsig', 'KILL', '--'],
    ...(env
      ? [tools.env, '-i', ...Object.entries(env).map(([name, value]) => `${name}=${value}`)]
      : []),
    ...argv,
  ];
}

export async function runInside(
  inside: Inside,
  argv: readonly string[],
  { input, timeoutMs = 60_000, user = root, env = {} }: RunOptions = {},
): Promise<RunResult> {
  const [program = '', ...args] = commandInside(inside, argv, { user, env });
  const child = spawn(program, args);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    terminate(child.pid, inside.privileges);
  }, timeoutMs);
  child.stdin.on('error', () => undefined).end(input);
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  clearTimeout(timer);
  const said = `It said: ${stdout}${stderr}`.trim();
  if (isLate) throw new Error(`${argv.join(' ')} was killed after ${timeoutMs} ms. ${said}`);
  if (exitCode === null) throw new Error(`${argv.join(' ')} was killed by a signal. ${said}`);
  return { exitCode, stdout, stderr };
}

/** Ends nsenter, which takes the program along; sudo passes SIGTERM on, but only from root. */
function terminate(pid: number | undefined, privileges: readonly string[]): void {
  const [program = '', ...args] = [...privileges, 'kill', '-TERM', String(pid)];
  spawn(program, args, { stdio: 'ignore' });
}
