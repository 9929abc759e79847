/** Hostile input for the hook as the runner starts it: the bundle, real pipes, a docker process per call. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { documentOf } from './fuzz-documents.ts';
import { checkSentence, readOutput } from './fuzz-output.ts';
import { checkMade, madeIn } from './fuzz-made.ts';
import { checkCalls, isImpossible } from './fuzz-placement.ts';
import { createProcessRunner, type Ended } from './fuzz-process.ts';
import { container, scriptStep, type AskedContainer } from './fuzz-requests.ts';
import { limit, parametersOf } from './fuzz-size.ts';
import { passwordMark, variableMark } from './fuzz-text.ts';
import { sized } from './size.ts';
import { tally } from './tally.ts';

let runner: Awaited<ReturnType<typeof createProcessRunner>>;
beforeAll(async () => {
  runner = await createProcessRunner();
});
afterAll(async () => {
  await runner[Symbol.asyncDispose]();
});

/** What holds whatever the input was. */
function checkEnd({ exitCode, stdout, stderr, calls }: Ended, options: readonly string[]): void {
  expect([exitCode, stderr]).toEqual([expect.any(Number), '']);
  expect([0, 1]).toContain(exitCode);
  expect(stdout).not.toMatch(new RegExp(`${variableMark}|${passwordMark}`));
  const [, token = ''] = /^::stop-commands::([0-9a-f-]{36})$/m.exec(stdout) ?? [];
  const said = readOutput(stdout, token);
  const errors = said.filter(({ name }) => name === 'error');
  expect(errors).toHaveLength(exitCode === 0 ? 0 : 1);
  for (const { text } of errors) checkSentence(text);
  checkCalls({ calls, requests: [] }, options);
  // Nothing is left of private files.
  expect(readdirSync(runner.temp)).toEqual(['response.json']);
}

const options = ({ request }: AskedContainer) => String(request['createOptions']);
const overSocket = fc.boolean();

test(
  'a script step over the socket',
  async () => {
    const numRuns = sized({ part: 70, full: 700 });
    await fc.assert(
      fc.asyncProperty(scriptStep, async (asked) => {
        const id = 'a'.repeat(64);
        const state = { version: 1, container: id, network: 'n', services: [] };
        const request = { command: 'run_script_step', args: asked.request, state };
        const ended = await runner.play(
          JSON.stringify({ ...request, responseFile: runner.responseFile }),
          true,
        );
        checkEnd(ended, []);
        const [exec] = runner.engine.execs;
        if (isImpossible(asked.env)) return expect([ended.exitCode, exec]).toEqual([1, undefined]);
        expect(ended.exitCode).toBe(0);
        expect(exec).toMatchObject({
          container: id,
          command: asked.command,
          workdir: asked.workdir,
        });
      }),
      parametersOf({ numRuns }),
    );
    tally('hostile input, as processes', { inputs: numRuns, leaks: 0 });
  },
  limit,
);

test(
  'a container action',
  async () => {
    const numRuns = sized({ part: 50, full: 500 });
    await fc.assert(
      fc.asyncProperty(container, overSocket, async (asked, socket) => {
        const request = { command: 'run_container_step', args: asked.request };
        const ended = await runner.play(
          JSON.stringify({ ...request, responseFile: runner.responseFile }),
          socket,
        );
        checkEnd(ended, [options(asked)]);
        // What no line of an env file can hold travels another way.
        const calls = ended.calls.map((call) => ({ ...call, variables: undefined }));
        const [run] = madeIn({ calls, requests: runner.engine.asked }, 'run');
        if (run) checkMade(run, asked, 'step');
        expect(run !== undefined).toBe(ended.exitCode === 0);
      }),
      parametersOf({ numRuns }),
    );
    tally('hostile input, as processes', { inputs: numRuns, leaks: 0 });
  },
  limit,
);

test(
  'any document',
  async () => {
    const numRuns = sized({ part: 80, full: 800 });
    await fc.assert(
      fc.asyncProperty(documentOf(runner.responseFile), overSocket, async (document, socket) => {
        checkEnd(await runner.play(document.text, socket), document.options);
      }),
      parametersOf({ numRuns }),
    );
    tally('hostile input, as processes', { inputs: numRuns, leaks: 0 });
  },
  limit,
);
