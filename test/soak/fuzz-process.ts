/** One call of the built hook as a process of its own, with a docker that only takes notes. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { startFakeEngine } from '../../packages/hooks/test/fake-engine.ts';
import { thingsOf } from '../../packages/hooks/test/fake-engine-things.ts';
import { defaults, inspected } from '../../packages/hooks/test/support.ts';
import { projectFolder } from '../support/project.ts';
import { makeFuzzFolders } from './fuzz-folders.ts';
import type { ClientCall } from './fuzz-recorder.ts';

export interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  calls: ClientCall[];
}

/** Milliseconds, on a machine that does other things as well. */
const longest = 60_000;

/** A shell starts in a tenth of the time of node. It says what docker would, as far as the hook listens. */
const docker = (folder: string) => `#!/bin/sh
call=$(mktemp ${folder}/calls/XXXXXXXXXX)
[ $# -eq 0 ] || printf '%s\\0' "$@" >"$call.argv"
cat /proc/$$/environ >"$call.env"
/bin/cat >"$call.stdin" </proc/self/fd/0
case "$1 $2" in
  create*) printf '%064d\\n' 7 ;;
  'container inspect')
    shift 3; printf '['
    while [ $# -gt 1 ]; do cat ${folder}/container; printf ','; shift; done
    cat ${folder}/container; printf ']' ;;
  'image inspect') echo 'Error: No such image: x' >&2; exit 1 ;;
esac
`;

/** A runner whose hook is a process, over the socket of a fake daemon or through docker's client. */
export async function createProcessRunner() {
  const { directory, bin, temp, responseFile, env } = makeFuzzFolders(docker);
  const calls = join(directory, 'calls');
  mkdirSync(calls);
  writeFileSync(join(directory, 'container'), inspected().slice(1, -1));
  const engine = await startFakeEngine(directory);
  const hook = join(projectFolder(), 'packages/hooks/dist/index.js');
  const PATH = `${bin}:/usr/bin:/bin`;
  const play = async (document: string, overSocket: boolean, more = {}): Promise<Ended> => {
    engine.reset();
    engine.things = thingsOf(defaults);
    writeFileSync(responseFile, '');
    for (const name of readdirSync(calls)) rmSync(join(calls, name));
    const DOCKER_HOST = overSocket ? `unix://${engine.socketPath}` : 'tcp://127.0.0.1:1';
    // The hook takes docker from the PATH that its parent was started with: that is the shell.
    const child = spawn('/bin/sh', ['-c', '"$0" "$1"; exit $?', process.execPath, hook], {
      env: { ...env, PATH, DOCKER_HOST, ...more },
      timeout: longest,
      killSignal: 'SIGKILL',
    });
    // It may end before it has read all.
    child.stdin.on('error', () => undefined).end(document);
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const output = await Promise.all([buffer(child.stdout), buffer(child.stderr), exited]);
    const [stdout, stderr, exitCode] = output;
    return {
      exitCode,
      stdout: stdout.toString(),
      stderr: stderr.toString(),
      calls: readCalls(calls),
    };
  };
  return {
    engine,
    responseFile,
    play,
    temp,
    [Symbol.asyncDispose]: async () => {
      await engine[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function readCalls(folder: string): ClientCall[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.argv'));
  return names.map((name) => {
    const [argv, env, stdin] = ['argv', 'env', 'stdin'].map((kind) => {
      const file = join(folder, name.replace(/argv$/, kind));
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    });
    const variables = (env ?? '').split('\0').filter(Boolean);
    return {
      argv: (argv ?? '').split('\0').slice(0, -1),
      env: Object.fromEntries(variables.map((entry) => entry.split(/=([^]*)/, 2))) as Record<
        string,
        string
      >,
      variables: (stdin ?? '').split('\n').slice(0, -1),
      input: stdin,
    };
  });
}
