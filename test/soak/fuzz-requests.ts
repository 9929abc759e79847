/** Requests of the right shape in which every value is hostile, and what docker must be told of each. */
import * as fc from 'fast-check';
import { hostile, passwordMark, variableMark, word } from './fuzz-text.ts';

/** Words of `options` as the runner's built-in path splits them. */
export type Cut = readonly string[];

export interface ExpectedMount {
  source: string | undefined;
  target: string;
  readOnly: boolean;
}

/** A container of a request and what becomes of it. */
export interface AskedContainer {
  request: Record<string, unknown>;
  image: string;
  entrypoint: string;
  args: readonly string[];
  workdir: string;
  options: Cut;
  ports: readonly string[];
  env: ReadonlyMap<string, string>;
  mounts: readonly ExpectedMount[];
  username: string;
  password: string;
}

/** .NET's way to write a word so that it stays one (dotnet/runtime, `ParseArgumentsIntoList`). */
function quoted(text: string): string {
  return `"${text.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(?<!\\)(\\+)$/, '$1$1')}"`;
}

const argsOf = (words: readonly string[]) => words.map(quoted).join(' ').split(' ');

const images = fc.constantFrom(
  ...['alpine', 'redis:7', 'toString/x', 'valueOf/a:1', 'hasOwnProperty/x', 'localhost:5000/a__b'],
  ...['123456789012.dkr.ecr.us-east-1.amazonaws.com/a/b:1', `ghcr.io/a/b@sha256:${'a'.repeat(64)}`],
  ...['[::1]:5000/a', 'A/b:c', 'x.y/a-b--c.d_e:latest', 'index.docker.io/library/a'],
);
const image = fc.oneof({ weight: 9, arbitrary: images }, { weight: 1, arbitrary: word });

const variables = fc.dictionary(
  fc.oneof(fc.stringMatching(/^[A-Z_]{1,9}$/), hostile),
  hostile.map((text) => `${variableMark}${text}`),
  { maxKeys: 4 },
);

const option = fc.oneof(
  word.map((text) => ['--label', text]),
  word.map((text) => [`--hostname=${text}`]),
  word.map((text) => ['-e', text]),
  fc.constantFrom(['--cpus', '2'], ['-it'], ['--init=false'], ['-v/a:/b']),
);

const mount = fc.record({
  source: fc.oneof(
    fc.constant(undefined),
    word,
    word.map((text) => `/${text}`),
  ),
  target: word,
  readOnly: fc.boolean(),
});

const filled = (text: string) => text !== '';

export const container: fc.Arbitrary<AskedContainer> = fc
  .record({
    image,
    entrypoint: word,
    args: fc.array(word, { maxLength: 4 }),
    workdir: word,
    options: fc.array(option, { maxLength: 3 }).map((words) => words.flat()),
    ports: fc.array(word, { maxLength: 2 }),
    variables,
    mounts: fc.array(mount, { maxLength: 3 }),
    username: word,
    password: hostile.map((text) => `${passwordMark}${text}`),
  })
  .map(({ variables: given, ...asked }) => ({
    ...asked,
    env: new Map(Object.entries(given)),
    request: {
      image: asked.image,
      entryPoint: asked.entrypoint,
      entryPointArgs: asked.args.length === 0 ? [] : argsOf(asked.args),
      workingDirectory: asked.workdir,
      createOptions: asked.options.map(quoted).join(' '),
      portMappings: asked.ports,
      environmentVariables: given,
      registry: { username: asked.username, password: asked.password, serverUrl: asked.image },
      userMountVolumes: asked.mounts.map(({ source, target, readOnly }) => {
        return { sourceVolumePath: source ?? null, targetVolumePath: target, readOnly };
      }),
    },
  }));

export interface AskedStep {
  request: Record<string, unknown>;
  command: readonly string[];
  workdir: string;
  env: ReadonlyMap<string, string>;
  prependPath: readonly string[];
}

export const scriptStep: fc.Arbitrary<AskedStep> = fc
  .record({
    entryPoint: word,
    args: fc.array(word, { maxLength: 4 }),
    workdir: word,
    variables,
    prependPath: fc.array(word.filter(filled), { maxLength: 2 }),
  })
  .map(({ entryPoint, args, workdir, variables: given, prependPath }) => ({
    workdir,
    prependPath,
    command: [entryPoint, ...args],
    env: new Map(Object.entries(given)),
    request: {
      entryPoint,
      prependPath,
      workingDirectory: workdir,
      environmentVariables: given,
      entryPointArgs: args.length === 0 ? [] : argsOf(args),
    },
  }));

/** Of this or another release, of GitHub's hook, or written by somebody else. */
export const state: fc.Arbitrary<unknown> = fc.oneof(
  fc.constant(null),
  fc.record(
    {
      version: fc.constantFrom(1, 1, 1, 2, '1'),
      network: hostile,
      container: fc.oneof(fc.constant('a'.repeat(64)), hostile),
      services: fc.array(hostile, { maxLength: 2 }),
      imagePath: hostile,
      clientPath: hostile,
      features: fc.dictionary(
        fc.constantFrom('engine-exec', 'service-names', '__proto__', 'x'),
        fc.record({ variant: fc.constantFrom('on', 'off', 'x'), reason: hostile }),
      ),
    },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
);
