/** Where the values of a request must be in what docker is told: each whole, in its one place. */
import { expect } from '@jest/globals';
import type { EngineRequest } from '../../packages/hooks/src/docker/engine-request.ts';
import { tokenizeOptions } from '../../packages/hooks/src/docker/tokenize.ts';
import { csvRecord, readArgv } from './fuzz-argv.ts';
import type { ClientCall, Recorded } from './fuzz-recorder.ts';
import type { AskedContainer, AskedStep, Cut, ExpectedMount } from './fuzz-requests.ts';
import { passwordMark, variableMark } from './fuzz-text.ts';

/**
 * What holds for every call, whatever the request was.
 * @param options texts of `createOptions` in it
 */
export function checkCalls({ calls, requests }: Recorded, options: readonly string[]): void {
  const cuts: Cut[] = [[], ...options.map(tokenizeOptions)];
  for (const { argv, env } of calls) {
    const seen = JSON.stringify([cuts.reduce(without, argv), env]);
    if (seen.includes(variableMark) || seen.includes(passwordMark)) {
      throw new Error(`a value is seen: ${seen}`);
    }
    if (argv.some((each) => each.includes('\0'))) throw new Error('a NUL');
    readOne(argv, cuts);
  }
  for (const request of requests) checkHead(request);
}

/** By the first of the possible options with which it is right. */
function readOne(argv: readonly string[], cuts: readonly Cut[]): void {
  let failure: unknown;
  for (const cut of cuts) {
    try {
      readArgv(argv, cut);
      return;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** What the user writes into `options` for all to see is the user's. */
function without(argv: readonly string[], cut: Cut): readonly string[] {
  return cut.length === 0 ? argv : argv.filter((word) => !cut.includes(word));
}

/** One line each, and nothing in a path that is not a part of it. */
function checkHead({ path, headers = {} }: EngineRequest): void {
  const lines = [path, ...Object.entries(headers).flat()];
  if (lines.some((line) => !/^[\x21-\x7e]+$/.test(line)) || /\/\.{1,2}(\/|$)/.test(path)) {
    throw new Error(`not a path or header of a request: ${JSON.stringify(lines)}`);
  }
}

/** Variables that no process can be given: there the hook must refuse the whole. */
export function isImpossible(env: ReadonlyMap<string, string>): boolean {
  return [...env].some(
    ([name, value]) => name === '' || /[=\0]/.test(name) || value.includes('\0'),
  );
}

export function checkContainer(call: ClientCall, asked: AskedContainer, role: string): void {
  const { flags, words } = readArgv(call.argv, asked.options);
  const given = (text: string) => (text === '' ? undefined : [text]);
  const some = (texts: readonly string[]) => (texts.length === 0 ? undefined : texts);
  expect(words).toEqual([asked.image, ...(role === 'job' ? ['-f', '/dev/null'] : asked.args)]);
  expect(flags.get('workdir')).toEqual(given(asked.workdir));
  expect(flags.get('entrypoint')).toEqual(role === 'job' ? ['tail'] : given(asked.entrypoint));
  expect(flags.get('publish')).toEqual(role === 'step' ? undefined : some(asked.ports));
  expect(flags.get('pull')).toEqual(['never']);
  expect(flags.get('name')).toEqual([expect.stringMatching(/^[A-Za-z0-9][\w.-]*$/)]);
  expect(flags.get('env-file')).toEqual(['/proc/self/fd/0']);
  for (const label of flags.get('label') ?? []) {
    expect(label).toMatch(/^ecr-runner-hooks\.[a-z]+=[^\n\r\u2028\u2029]*$/);
  }
  const mounts = [
    ...(flags.get('volume') ?? []).map(readVolume),
    ...(flags.get('mount') ?? []).map(readMount),
  ];
  expect(sorted(mounts)).toEqual(sorted(asked.mounts.map(expectedMount)));
  if (call.variables !== undefined) checkVariables(call.variables, asked.env);
}

/** With those that GitHub promises every step. */
export function checkVariables(
  variables: readonly string[],
  asked: ReadonlyMap<string, string>,
): void {
  const always = new Map([['GITHUB_ACTIONS', 'true'], ['CI', 'true'], ...asked]);
  expect(sorted(variables.map(asBytes))).toEqual(sorted(entries(always)));
}

export function readVolume(text: string): ExpectedMount {
  const [first = '', ...rest] = text.split(':');
  const [target = first, mode] = rest;
  return { source: rest.length === 0 ? undefined : first, target, readOnly: mode === 'ro' };
}

function readMount(text: string): ExpectedMount {
  const fields = csvRecord(text);
  const value = (name: string) =>
    fields.find((field) => field.startsWith(`${name}=`))?.slice(name.length + 1);
  const source = value('source');
  expect(fields).toHaveLength(
    2 + Number(source !== undefined) + Number(fields.includes('readonly')),
  );
  return { source, target: value('target') ?? '', readOnly: fields.includes('readonly') };
}

export function expectedMount(mount: ExpectedMount): ExpectedMount {
  return { ...mount, readOnly: mount.readOnly && mount.source !== undefined };
}

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export function checkStep(
  { calls, requests }: Recorded,
  { command, workdir, env, prependPath }: AskedStep,
  container: string,
): void {
  const path = [...prependPath, env.get('PATH') ?? defaultPath].join(':');
  const expected = new Map([...env, ...(prependPath.length > 0 ? [['PATH', path] as const] : [])]);
  const variables = (texts: readonly string[]) =>
    sorted(texts.filter((text) => !text.startsWith('ECR_RUNNER_HOOKS_STEP=')).map(asBytes));
  const [call] = calls.filter(({ argv }) => argv[0] === 'exec');
  const made = requests.find(({ path: at }) => at.endsWith('/exec'));
  if (call) {
    const { flags, words } = readArgv(call.argv);
    expect(words).toEqual([container, ...command]);
    expect(flags.get('workdir')).toEqual(workdir === '' ? undefined : [workdir]);
    expect(variables(call.variables ?? [])).toEqual(sorted(entries(expected)));
  } else {
    expect(made?.path).toBe(`/containers/${container}/exec`);
    const { Env, WorkingDir, Cmd } = made?.body as Record<string, string[]>;
    expect([WorkingDir, Cmd]).toEqual([workdir, command]);
    expect(variables(Env ?? [])).toEqual(sorted(entries(expected)));
  }
}

function entries(env: ReadonlyMap<string, string>): string[] {
  return [...env].map((entry) => asBytes(entry.join('=')));
}

/** Half a character becomes the sign for what is none, on whichever way. */
function asBytes(text: string): string {
  return Buffer.from(text).toString();
}

export function sorted(things: readonly unknown[]): string[] {
  return things.map((thing) => JSON.stringify(thing)).sort();
}
