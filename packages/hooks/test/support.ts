import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '../src/main.ts';
import { readCalls, type Call } from './calls.ts';
import { collector } from './collector.ts';

const fakeDocker = fileURLToPath(new URL('fake-docker.js', import.meta.url));

/** What a fake program says when its name and first words match; the first match counts. */
export interface Answer {
  when: string[];
  /** An argument that must be among the others, too. */
  has?: string;
  /** A text that must be in the docker config of the call, too. */
  whenConfig?: string;
  /** It counts for so many calls only. */
  times?: number;
  delayMs?: number;
  stdout?: string;
  /** Says this in an array once for each argument after `--`, as inspect does. */
  element?: object;
  stderr?: string;
  exitCode?: number;
}

/** A work folder of a runner, with a fake docker on PATH; it removes itself. */
export interface Bench extends Disposable {
  directory: string;
  tempDirectory: string;
  env: Record<string, string>;
  /** Puts a further fake program on PATH. */
  addProgram(name: string): void;
  /** One call of the hook in this process. */
  play(request: unknown, options?: PlayOptions): Promise<Played>;
  /** Files that are left in RUNNER_TEMP. */
  leftovers(): string[];
}

export interface PlayOptions {
  env?: Record<string, string | undefined>;
  answers?: Answer[];
  architecture?: string;
  /** The runner's cancel. */
  signal?: AbortSignal;
  /** Told of what the hook prints, as it comes. */
  onOutput?: (text: string) => void;
}

export interface Played {
  exitCode: number;
  /** What the hook itself says. */
  output: string;
  /** What a step wrote, where the hook passes that on: `stdout: text`, `stderr: text`. */
  step: string[];
  response: unknown;
  calls: Call[];
}

export const containerId = 'c'.repeat(64);

/** `docker inspect` of a running container. */
export function inspected(changes: Record<string, unknown> = {}): string {
  return JSON.stringify([{ ...runningContainer, ...changes }]);
}

const runningContainer = {
  Id: containerId,
  Config: { Env: ['PATH=/image/bin:/bin'] },
  State: { Running: true, ExitCode: 0, OOMKilled: false },
  NetworkSettings: { Ports: {} },
};

/** What docker says unless a test has something else. */
export const defaults: readonly Answer[] = [
  { when: ['docker', 'create'], stdout: `${containerId}\n` },
  { when: ['docker', 'container', 'inspect'], element: runningContainer },
  { when: ['docker', 'cp'], stdout: 'ID=debian\n' },
];

export function createBench(): Bench {
  const directory = mkdtempSync(join(tmpdir(), 'hook-bench-'));
  const bin = join(directory, 'bin');
  const tempDirectory = join(directory, '_work/_temp');
  mkdirSync(bin);
  mkdirSync(tempDirectory, { recursive: true });
  const addProgram = (name: string) => {
    const file = join(bin, name);
    writeFileSync(file, `#!${process.execPath}\nimport(${JSON.stringify(fakeDocker)});\n`);
    chmodSync(file, 0o755);
  };
  addProgram('docker');
  const env = {
    PATH: bin,
    HOME: directory,
    // No socket: whoever asks docker has to start the fake one (but see script-bench.ts).
    DOCKER_HOST: 'tcp://127.0.0.1:2375',
    RUNNER_NAME: 'runner-1',
    RUNNER_TEMP: tempDirectory,
    GITHUB_WORKSPACE: join(directory, '_work/hello/hello'),
    GITHUB_RUN_ID: '42',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_JOB: 'build',
  };
  return {
    directory,
    tempDirectory,
    env,
    addProgram,
    play: async (request, options = {}) => {
      const responseFile = join(tempDirectory, `${randomUUID()}.json`);
      const callsFile = join(bin, 'calls.jsonl');
      writeFileSync(responseFile, '');
      rmSync(callsFile, { force: true });
      const answers = [...(options.answers ?? []), ...defaults];
      writeFileSync(join(bin, 'answers.json'), JSON.stringify(answers));
      const text =
        typeof request === 'string'
          ? request
          : JSON.stringify({ ...(request as object), responseFile });
      let output = '';
      const step = collector();
      const exitCode = await main({
        readStdin: () => Promise.resolve(text),
        write: (line) => {
          output += line;
          options.onOutput?.(line);
        },
        output: step.output,
        newToken: () => 'token',
        callId: '4711-0815',
        version: '1.2.3',
        env: { ...env, ...options.env },
        parentPid: 0,
        architecture: options.architecture ?? 'x64',
        signal: options.signal ?? new AbortController().signal,
      });
      const response = readFileSync(responseFile, 'utf8');
      rmSync(responseFile);
      return {
        exitCode,
        output,
        step: step.log,
        response: response === '' ? undefined : JSON.parse(response),
        calls: existsSync(callsFile) ? readCalls(callsFile) : [],
      };
    },
    leftovers: () => readdirSync(tempDirectory),
    [Symbol.dispose]: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A request as the runner sends it (packages/hooks/test/requests). */
export function readRequest(name: string): Record<string, never> {
  const file = new URL(`requests/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, never>;
}
