/** What the demo prints, for people and for machines. */
import type { PlayedJob, PlayedStep } from './play.ts';
import type { Proof } from './proofs.ts';
import { createRenderer } from './render.ts';
import { count, seconds, wrap, type Style } from './style.ts';

/** Lines of one step, as the job log has them, and how it ended. */
export function stepRenderer(style: Style, width: number): (step: PlayedStep) => string[] {
  const render = createRenderer(style, width - 2);
  return ({ call, step }) => {
    const time = seconds(call.durationMs);
    const failure = style.red(`✗ exit code ${String(call.exitCode)}, ${time}`);
    const mayFail = step?.['continue-on-error'] === true ? style.dim(' (the job goes on)') : '';
    const end = call.exitCode === 0 ? style.green(`✓ ${time}`) : `${failure}${mayFail}`;
    return [...render(call.log), end].map((line) => (line === '' ? '' : `  ${line}`));
  };
}

/** The last lines: how the job ended, the time of each phase, and what was proven. */
export function summary(
  { steps, success }: PlayedJob,
  proofs: readonly Proof[],
  { style, width }: { style: Style; width: number },
): string[] {
  const time = (...kinds: readonly PlayedStep['kind'][]) =>
    seconds(
      steps
        .filter(({ kind }) => kinds.includes(kind))
        .reduce((sum, { call }) => sum + call.durationMs, 0),
    );
  const own = steps.filter(({ step }) => step).length;
  const verdict = success ? style.green('succeeded') : style.red('failed');
  const phases = [
    `Initialize containers ${time('prepare')}`,
    `${count(own, 'step')} ${time('script', 'action')}`,
    `Stop containers ${time('cleanup')}`,
  ];
  return [
    `\nThe job ${verdict} in ${time('prepare', 'script', 'action', 'cleanup')}.`,
    style.dim(`  ${phases.join(', ')}`),
    `\n${style.bold('Proven in this run')}`,
    style.dim('  by what docker, the registries and the small AWS wrote down'),
    ...proofs.flatMap(({ claim, holds, evidence }) => [
      `${holds ? style.green('✓') : style.red('✗')} ${claim}`,
      ...wrap(evidence, width - 4).map((line) => (holds ? style.dim : style.red)(`  ${line}`)),
    ]),
  ];
}

/** The last lines when all is well: where somebody who saw it goes on. */
export function nextSteps(style: Style): string[] {
  const steps = [
    ['npm start -- JOB.yml', 'plays a job of yours; test/demo/job.yml shows how'],
    ['npm test', 'runs all tests, end to end included'],
    ['README.md', 'says how to install the hook on a runner'],
    ['docs/rehearse.md', 'plays a workflow of yours, with your docker and AWS'],
  ];
  const lines = steps.map(([name = '', what]) => `  ${name.padEnd(21)} ${style.dim(what ?? '')}`);
  return [`\n${style.bold('Next')}`, ...lines];
}

/** The same for machines. */
export function result(
  { steps, success }: PlayedJob,
  proofs: readonly Proof[],
  environmentMs: number,
): object {
  return {
    success,
    environmentMs: Math.round(environmentMs),
    steps: steps.map(({ name, kind, call, dockerExitCode }) => ({
      name,
      kind,
      exitCode: call.exitCode,
      dockerExitCode,
      durationMs: Math.round(call.durationMs),
      log: call.log,
    })),
    proofs,
  };
}
