/** Documents that are no requests, forged states and hostile settings, in this process. */
import { afterAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { documentOf } from './fuzz-documents.ts';
import { checkCalls } from './fuzz-placement.ts';
import { createFuzzRunner, type Played } from './fuzz-play.ts';
import { adminFiles, settingsOf, writeAdminFiles } from './fuzz-settings.ts';
import { limit, parametersOf } from './fuzz-size.ts';
import { word } from './fuzz-text.ts';
import { sized } from './size.ts';
import { tally } from './tally.ts';

const runner = await createFuzzRunner();
const { directory, play, recorded, responseFile } = runner;
afterAll(() => {
  runner[Symbol.dispose]();
});

const document = documentOf(responseFile);
const overSocket = fc.boolean();
const behaviour = fc.record({
  fails: fc.constantFrom('', '', 'pull', 'create', 'start', 'ls', 'rm', 'inspect', 'exec', 'cp'),
  says: word,
  exitCode: fc.constantFrom(0, 0, 1, 3, 125),
});

/** A failure says why in one error; a step's own exit code needs none. */
function expectExplained({ exitCode, said }: Played, stepCode: number): void {
  const errors = said.filter(({ name }) => name === 'error');
  if (exitCode !== stepCode) expect(errors).toHaveLength(exitCode === 0 ? 0 : 1);
}

test(
  'any document is obeyed or refused in one sentence',
  async () => {
    const numRuns = sized({ part: 2500, full: 50_000 });
    await fc.assert(
      fc.asyncProperty(document, behaviour, overSocket, async ({ text, options }, how, socket) => {
        const played = await play(text, { behaviour: how, overSocket: socket });
        expectExplained(played, how.exitCode);
        checkCalls(recorded, options);
      }),
      parametersOf({ numRuns }),
    );
    tally('hostile input', { inputs: numRuns });
  },
  limit,
);

test(
  'any setting, policy, rollout and docker config is followed or named in one sentence',
  async () => {
    const numRuns = sized({ part: 1500, full: 30_000 });
    const input = fc.tuple(document, behaviour, overSocket, settingsOf(directory), adminFiles);
    await fc.assert(
      fc.asyncProperty(input, async ([{ text, options }, how, socket, env, files]) => {
        writeAdminFiles(directory, files);
        const played = await play(text, { behaviour: how, overSocket: socket, env });
        expectExplained(played, how.exitCode);
        checkCalls(recorded, options);
      }),
      parametersOf({ numRuns }),
    );
    tally('hostile input', { inputs: numRuns });
  },
  limit,
);
