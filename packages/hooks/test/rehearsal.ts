/** What tests of `hooks rehearse` share: a clone with a workflow, and a hook that needs no docker. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Given } from '../src/rehearse/given.ts';
import type { RehearseOptions } from '../src/rehearse/options.ts';
import { rehearse as start } from '../src/rehearse/rehearse.ts';
import type { Report } from '../src/rehearse/result.ts';

export const noneGiven: Given = {
  github: new Map(),
  event: undefined,
  inputs: new Map(),
  vars: new Map(),
  secrets: new Map(),
  needs: new Map(),
  steps: new Map(),
  matrix: new Map(),
};

/** What a runner sends. */
export interface SentRequest {
  command: string;
  args: Record<string, unknown>;
  state: unknown;
}

/** One call of the fake hook. */
export interface HookCall {
  request: SentRequest;
  env: Record<string, string>;
}

export interface Rehearsed extends Report {
  calls: HookCall[];
  /** What somebody who watches sees. */
  log: string[];
  /** What is left in the folder for temporary files. */
  leftovers: string[];
}

export interface RehearsalOptions extends Partial<Omit<RehearseOptions, 'file' | 'given'>> {
  given?: Partial<Given>;
  /** Environment of whoever rehearses; FAKE_HOOK_* is for the hook. */
  env?: NodeJS.ProcessEnv;
  /** The folder for temporary files. */
  temporary?: string;
  /** Told of each line; to interrupt in the midst of a step. */
  onLine?: (line: string, interrupt: () => void) => void;
}

const inContainer = '    container: app:1\n';

/** A workflow with one job; `steps` without their first indentation, `job` and `top` with it. */
export function workflow(steps: string, job = inContainer, top = ''): string {
  const indented = steps.trim().replaceAll(/^/gm, '      ');
  return `on: push\n${top}jobs:\n  build:\n    runs-on: x\n${job}    steps:\n${indented}\n`;
}

/** Rehearses such a workflow. */
export function rehearse(
  steps: string,
  options: RehearsalOptions = {},
  job = inContainer,
  top = '',
): Promise<Rehearsed> {
  return rehearseFiles({ 'ci.yml': workflow(steps, job, top) }, options);
}

export function outcomes(steps: readonly { outcome: string }[]): string[] {
  return steps.map(({ outcome }) => outcome);
}

/** What the scripts printed. */
export function printed(log: readonly string[]): string[] {
  return log
    .filter((line) => line.startsWith('  ') && !line.startsWith('  ▸'))
    .map((line) => line.trim());
}

const fakeHook = fileURLToPath(new URL('fake-hook.js', import.meta.url));

/** Rehearses `ci.yml` of a folder with these files. */
export async function rehearseFiles(
  files: Readonly<Record<string, string>>,
  { given, env = {}, onLine, temporary: elsewhere, ...options }: RehearsalOptions = {},
): Promise<Rehearsed> {
  const top = mkdtempSync(join(tmpdir(), 'rehearsal-test-'));
  try {
    const [clone, temporary, record] = ['clone', 'tmp', 'record'].map((name) => join(top, name));
    for (const folder of [clone, temporary]) mkdirSync(folder ?? '');
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(clone ?? '', path)), { recursive: true });
      writeFileSync(join(clone ?? '', path), content);
    }
    const log: string[] = [];
    const controller = new AbortController();
    const write = (line: string) => {
      log.push(line);
      onLine?.(line, () => controller.abort());
    };
    const report = await start(
      {
        file: join(clone ?? '', 'ci.yml'),
        job: undefined,
        workspace: undefined,
        hook: { path: fakeHook, node: process.execPath },
        envFile: new Map(),
        planOnly: false,
        keep: false,
        ...options,
        given: { ...noneGiven, ...given },
      },
      {
        env: { PATH: process.env['PATH'], FAKE_HOOK_RECORD: record, ...env },
        temporary: elsewhere ?? temporary ?? '',
        now: new Date(),
        signal: controller.signal,
        write,
        setTitle: (title) => title,
        onSetUp: () => undefined,
        onStart: (title) => write(`● ${title}`),
        onEnd: ({ outcome, reason }) => write(`= ${outcome}${reason ? `: ${reason}` : ''}`),
      },
    );
    return {
      ...report,
      log,
      calls: readCalls(record ?? ''),
      leftovers: readdirSync(temporary ?? ''),
    };
  } finally {
    rmSync(top, { recursive: true });
  }
}

function readCalls(record: string): HookCall[] {
  const lines = readFileSync(record, { encoding: 'utf8', flag: 'a+' }).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as HookCall);
}
