/** One call of the hook in this process, with docker recorded (fuzz-recorder.ts). */
import { jest } from '@jest/globals';
import { rmSync, writeFileSync } from 'node:fs';
import type { Edge } from '../../packages/hooks/src/edge.ts';
import { collector } from '../../packages/hooks/test/collector.ts';
import { makeFuzzFolders } from './fuzz-folders.ts';
import { checkSentence, readOutput, type Said } from './fuzz-output.ts';
import { createRecorder, type Behaviour } from './fuzz-recorder.ts';
import { passwordMark, variableMark } from './fuzz-text.ts';

export interface Played {
  exitCode: number;
  said: readonly Said[];
}

/** Milliseconds; whatever the input, an answer does not take longer on a busy machine. */
const longest = 10_000;

/** A runner whose hook is called in this process. */
export async function createFuzzRunner() {
  let behaviour: Behaviour = { fails: '', says: '', exitCode: 0 };
  const recorder = createRecorder(() => behaviour);
  const docker = '../../packages/hooks/src/docker';
  const { capture, stream, sendRequest, startEnvRelay } = recorder;
  jest.unstable_mockModule(`${docker}/capture.ts`, () => ({ capture }));
  jest.unstable_mockModule(`${docker}/stream.ts`, () => ({ stream }));
  jest.unstable_mockModule(`${docker}/engine-request.ts`, () => ({ sendRequest }));
  jest.unstable_mockModule(`${docker}/env-relay.ts`, () => ({ startEnvRelay }));
  const { main } = await import('../../packages/hooks/src/main.ts');

  const { directory, bin, responseFile, env } = makeFuzzFolders(() => '#!/bin/false\n');
  let count = 0;
  const play = async (
    document: string,
    options: { env?: Record<string, string>; behaviour?: Partial<Behaviour>; overSocket?: boolean },
  ): Promise<Played> => {
    behaviour = { fails: '', says: '', exitCode: 0, ...options.behaviour };
    recorder.reset();
    writeFileSync(responseFile, '');
    count += 1;
    const token = `token-${String(count)}`;
    const host = options.overSocket === true ? 'unix:///nowhere/docker.sock' : 'tcp://127.0.0.1:1';
    let output = '';
    const edge: Edge = {
      readStdin: () => Promise.resolve(document),
      write: (text) => (output += text),
      output: collector().output,
      newToken: () => token,
      callId: `call-${String(count)}`,
      version: '1.2.3',
      parentPid: 0,
      architecture: 'x64',
      env: { ...env, PATH: bin, DOCKER_HOST: host, ...options.env },
      signal: new AbortController().signal,
    };
    const started = performance.now();
    const exitCode = await main(edge);
    if (performance.now() - started > longest) throw new Error('it took too long');
    return { exitCode, said: checkedOutput(output, token, exitCode) };
  };
  return {
    directory,
    responseFile,
    play,
    recorded: recorder.recorded,
    [Symbol.dispose]: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function checkedOutput(output: string, token: string, exitCode: number): readonly Said[] {
  if (output.includes(variableMark) || output.includes(passwordMark)) {
    throw new Error(`a value is shown: ${output}`);
  }
  const said = readOutput(output, token);
  const errors = said.filter(({ name }) => name === 'error');
  if (errors.length > 1) throw new Error(`${String(errors.length)} errors: ${output}`);
  for (const { name, text } of said) if (/error|warning|notice/.test(name)) checkSentence(text);
  if (![0, 1].includes(exitCode) && ![3, 125].includes(exitCode)) {
    throw new Error(`exit code ${String(exitCode)}`);
  }
  return said;
}
