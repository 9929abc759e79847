import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { container, scriptStep, startScriptBench, state } from '../../test/script-bench.ts';
import type { ScriptBench } from '../../test/script-bench.ts';
import { inspected, type Answer } from '../../test/support.ts';
import { outline } from '../../test/calls.ts';

let script: ScriptBench;
beforeAll(async () => {
  script = await startScriptBench();
});
beforeEach(() => {
  script.engine.reset();
});
afterAll(async () => {
  await script[Symbol.asyncDispose]();
});

describe.each([
  ['over the socket', 'on'],
  ['by docker exec', 'off'],
])('%s', (_way, feature) => {
  /** A step whose command ends like that, and the variables it was given. */
  async function play(request: object, exitCode = 0, answers: Answer[] = []) {
    const { engine } = script;
    engine.answer = { exitCode };
    const played = await script.play(request, {
      env: { HOOK_FEATURE_ENGINE_EXEC: feature },
      answers: [{ when: ['docker', 'exec'], exitCode }, ...answers],
    });
    const exec = played.calls.find(({ argv }) => argv[0] === 'exec');
    const [over] = engine.execs;
    return { ...played, variables: feature === 'on' ? over?.env : exec?.envFile };
  }

  test('puts $GITHUB_PATH in front of the PATH of the image', async () => {
    const { variables } = await play(scriptStep({ prependPath: ['/b', '/a b'] }));
    expect(variables).toContain('PATH=/b:/a b:/image/bin');
  });

  test("puts $GITHUB_PATH in front of the step's own PATH", async () => {
    const args = { prependPath: '/b:/a', environmentVariables: { PATH: '/own=x' } };
    const { variables } = await play(scriptStep(args));
    expect(variables).toContain('PATH=/b:/a:/own=x');
  });

  test('leaves PATH alone where no step added to it', async () => {
    const { variables } = await play(scriptStep({ prependPath: [] }));
    expect(variables).toEqual(['ECR_RUNNER_HOOKS_STEP=4711-0815']);
  });

  test('searches where docker would, if the image has no PATH', async () => {
    const request = scriptStep({ prependPath: ['/b'] }, { ...state, imagePath: null });
    const { variables } = await play(request);
    expect(variables).toContain(
      'PATH=/b:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    );
  });

  test("ends with the step's own exit code and says nothing", async () => {
    const { exitCode, output } = await play(scriptStep({}), 42);
    expect(exitCode).toBe(42);
    expect(output).toBe('');
  });

  test("says of 255 that docker's client may have lost the daemon, if it ran there", async () => {
    const { exitCode, output } = await play(scriptStep({}), 255);
    expect(exitCode).toBe(255);
    const doubt =
      "docker exec ended with exit code 255. Either the step did, or docker's client has lost the daemon, of which it says nothing: look at the log of dockerd.\n";
    expect(output).toBe(feature === 'on' ? '' : doubt);
  });

  test.each([
    [false, 'The job container has stopped while the step ran.'],
    [true, 'The step was killed.'],
  ])('says so when memory was the reason, container running: %s', async (Running, what) => {
    const stopped = inspected({ State: { Running, ExitCode: 137, OOMKilled: true } });
    const answers = [{ when: ['docker', 'container', 'inspect'], stdout: stopped }];
    const { exitCode, output } = await play(scriptStep({}), 137, answers);
    expect(exitCode).toBe(137);
    expect(output).toBe(
      `::error::${what} The job container ran out of memory: see \`--memory\` in its \`options\`.\n`,
    );
  });

  test('has one sentence for a job whose container never started', async () => {
    const { exitCode, output, calls } = await play(scriptStep({}, null));
    expect(exitCode).toBe(1);
    expect(output).toBe(
      '::error::The job container of this job was never started. See the step "Initialize containers" above for the reason.\n',
    );
    expect([calls, script.engine.requests]).toEqual([[], []]);
  });

  test('refuses a variable that no process can be given before it asks docker', async () => {
    const request = scriptStep({ environmentVariables: { 'A=B': 'x' } });
    const { exitCode, output, calls } = await play(request);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^::error::The environment variable "A=B" cannot be passed to .*\n$/);
    expect([calls, script.engine.requests]).toEqual([[], []]);
  });

  test('finds the container by its labels when another release wrote the state', async () => {
    const answers = [{ when: ['docker', 'container', 'ls'], stdout: `${container} job_x\n` }];
    const request = scriptStep({}, { version: 99 });
    const { exitCode, calls } = await play(request, 0, answers);
    expect(exitCode).toBe(0);
    const over = script.engine.execs.map((exec) => exec.container);
    const processes = calls.filter((call) => outline(call) === 'exec');
    const by = processes.map(({ argv }) => argv[argv.indexOf('--') + 1]);
    expect([over, by]).toEqual(feature === 'on' ? [[container], []] : [[], [container]]);
  });
});
