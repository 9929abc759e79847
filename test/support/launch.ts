/** Starts the supervisor in new namespaces and waits until the environment is up. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connect, type Call, type Greeting, type Setup } from './control.ts';
import { pathsIn } from './paths.ts';
import { projectFolder } from './project.ts';

export interface Launched {
  readonly call: Call;
  /** The first process inside, as the machine sees it. */
  readonly pid: number;
  stop(): Promise<void>;
}

export interface LaunchOptions {
  readonly setup: Setup;
  readonly privileges: readonly string[];
  readonly path: string;
  readonly deadlineMs: number;
}

/** `--kill-child`: when unshare dies, so does the first process inside, and with it all others. */
const namespaces = ['--mount', '--net', '--pid', '--fork', '--kill-child=SIGKILL'];

/**
 * The first process tells the supervisor its pid as the machine counts (/proc is still the
 * machine's), then becomes docker's init, which reaps what containers and hooks leave behind.
 */
const firstProcess = 'read -r pid _ </proc/self/stat; exec docker-init -- "$@" "$pid"';

export async function launch({
  setup,
  privileges,
  path,
  deadlineMs,
}: LaunchOptions): Promise<Launched> {
  const argv = [
    ...privileges,
    ...['unshare', ...namespaces, 'sh', '-c', firstProcess, 'sh'],
    ...[process.execPath, supervisorProgram(), JSON.stringify(setup)],
  ];
  const [program = '', ...args] = argv;
  // A session of its own: Ctrl-C reaches the test only, whose end then closes stdin.
  const child = spawn(program, args, { env: { PATH: path }, detached: true });
  const said = collect(child);
  const exit = new Promise((resolve) => child.on('close', resolve).on('error', resolve)).then(() =>
    `The test environment has ended. ${said()}`.trim(),
  );
  const { greeting, call } = connect(child.stdout, child.stdin, exit);

  const stop = async () => {
    child.stdin.end();
    await Promise.race([exit, sleep(5000, undefined, { ref: false })]);
    child.kill('SIGKILL');
    await removeDirectory(setup.directory, privileges);
  };
  const failure = Promise.race([
    exit,
    sleep(deadlineMs, `It was not up after ${deadlineMs} ms. ${said()}`, { ref: false }),
  ]).then((failed) => ({ failed }));
  const outcome: Greeting = await Promise.race([greeting, failure]);
  if ('ready' in outcome) return { call, pid: outcome.ready.pid, stop };

  const logs = await lastLines(pathsIn(setup.directory).logs);
  await stop();
  throw new Error([explain(outcome.failed), ...logs].join('\n'));
}

/** The supervisor does this itself, unless it was killed or never started. */
async function removeDirectory(directory: string, privileges: readonly string[]): Promise<void> {
  if (!existsSync(directory)) return;
  const [program = '', ...args] = [...privileges, 'rm', '-rf', '--', directory];
  await promisify(execFile)(program, args);
}

/** What the processes print is shown only when something goes wrong. */
function collect({ stderr }: ChildProcess): () => string {
  let text = '';
  stderr?.setEncoding('utf8').on('data', (chunk) => (text = `${text}${chunk}`.slice(-4000)));
  return () => text.trim();
}

function explain(reason: string): string {
  const advice = /unshare failed|not permitted|permission denied/i.test(reason)
    ? ' Namespaces and mounts must be allowed: in a container it takes `docker run --privileged`.'
    : '';
  return `The test environment could not be started: ${reason}${advice}`;
}

async function lastLines(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text, index) => [
    `--- end of ${names[index]}:`,
    ...text.trimEnd().split('\n').slice(-10),
  ]);
}

/** The bundle which build.js made of environment.main.ts. */
function supervisorProgram(): string {
  const program = join(projectFolder(), 'test/dist/environment.js');
  if (existsSync(program)) return program;
  throw new Error(`${program} is missing: run \`node build.js\`.`);
}
