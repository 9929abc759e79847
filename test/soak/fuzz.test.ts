/** Hostile input in this process: every value ends where it belongs, or one clear sentence says why not. */
import { afterAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { checkMade, isJobs, madeIn } from './fuzz-made.ts';
import { checkCalls, checkStep, isImpossible } from './fuzz-placement.ts';
import { createFuzzRunner } from './fuzz-play.ts';
import { container, scriptStep, type AskedContainer } from './fuzz-requests.ts';
import { limit, parametersOf } from './fuzz-size.ts';
import { word } from './fuzz-text.ts';
import { sized } from './size.ts';
import { tally } from './tally.ts';

const runner = await createFuzzRunner();
const { play, recorded, responseFile } = runner;
afterAll(() => {
  runner[Symbol.dispose]();
});

const behaviour = fc.record({
  fails: fc.constantFrom(
    '',
    '',
    '',
    'pull',
    'create',
    'start',
    'login',
    'network',
    'inspect',
    'exec',
  ),
  says: word,
  exitCode: fc.constantFrom(0, 0, 1, 3, 125),
});
const overSocket = fc.boolean();
const debug = fc
  .constantFrom({}, {}, { RUNNER_DEBUG: '1' })
  .map((env) => ({ ...env }) as Record<string, string>);
const options = fc.record({ behaviour, overSocket, env: debug });

const step = 'a'.repeat(64);
const textsOf = (asked: readonly AskedContainer[]) =>
  asked.map(({ request }) => String(request['createOptions']));

test(
  'a script step: each word and variable in its place',
  async () => {
    const numRuns = sized({ part: 2500, full: 50_000 });
    await fc.assert(
      fc.asyncProperty(scriptStep, options, async (asked, given) => {
        const state = { version: 1, container: step, network: 'n', services: [] };
        const request = { command: 'run_script_step', args: asked.request, state, responseFile };
        const { exitCode } = await play(JSON.stringify(request), given);
        checkCalls(recorded, []);
        if (isImpossible(asked.env)) {
          expect(exitCode).toBe(1);
          expect(JSON.stringify(recorded)).not.toContain('"exec"');
        } else {
          checkStep(recorded, asked, step);
        }
      }),
      parametersOf({ numRuns }),
    );
    tally('hostile input', { inputs: numRuns });
  },
  limit,
);

test(
  'a container action: each word, mount and variable in its place',
  async () => {
    const numRuns = sized({ part: 2000, full: 40_000 });
    await fc.assert(
      fc.asyncProperty(container, options, async (asked, given) => {
        const request = { command: 'run_container_step', args: asked.request, responseFile };
        const { exitCode } = await play(JSON.stringify(request), given);
        checkCalls(recorded, textsOf([asked]));
        const [login] = recorded.calls.filter(({ argv }) => argv[0] === 'login');
        if (login) {
          expect(login.argv.slice(0, 4)).toEqual([
            'login',
            '--username',
            asked.username,
            '--password-stdin',
          ]);
          expect(login.input).toBe(asked.password);
        }
        const [run] = madeIn(recorded, 'run');
        if (isImpossible(asked.env)) expect([exitCode, run]).toEqual([1, undefined]);
        else if (run) checkMade(run, asked, 'step');
        else expect(exitCode).toBe(1);
        const isRefused = ['create', 'start'].includes(given.behaviour.fails);
        const itsOwn = given.behaviour.exitCode;
        if (run) expect('body' in run && isRefused ? 1 : itsOwn).toBe(exitCode);
      }),
      parametersOf({ numRuns }),
    );
    tally('hostile input', { inputs: numRuns });
  },
  limit,
);

test(
  'a job: each container has what is its own',
  async () => {
    const numRuns = sized({ part: 1500, full: 30_000 });
    const job = fc.record({
      container: fc.option(container, { nil: undefined }),
      services: fc.array(container, { maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(job, options, async ({ container: own, services }, given) => {
        const asked = [...(own ? [own] : []), ...services];
        const args = { container: own?.request, services: services.map(({ request }) => request) };
        const request = { command: 'prepare_job', args, responseFile };
        const { exitCode } = await play(JSON.stringify(request), given);
        checkCalls(recorded, textsOf(asked));
        const made = madeIn(recorded, 'create');
        for (const each of made) {
          const isJob = isJobs(each);
          expectOne(isJob && own ? [own] : services, (candidate) => {
            checkMade(each, candidate, isJob ? 'job' : 'service');
          });
        }
        if (asked.some(({ env }) => isImpossible(env))) expect(exitCode).toBe(1);
        if (exitCode === 0) expect(made).toHaveLength(asked.length);
      }),
      parametersOf({ numRuns }),
    );
    tally('hostile input', { inputs: numRuns });
  },
  limit,
);

/** Services may have one image: one of them fits. */
function expectOne<T>(candidates: readonly T[], check: (candidate: T) => void): void {
  const failures: unknown[] = [];
  for (const candidate of candidates) {
    try {
      check(candidate);
      return;
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures[0];
}
