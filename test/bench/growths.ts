import type { WorkflowJob } from '../support/runner.ts';
import { assertSucceeded } from './cases.ts';
import type { Growth } from './growth.ts';
import { inTurn, type Subject } from './subject.ts';

/** Bytes of a line of the growing output. */
const lineBytes = 100;

/** What a job may have much of. */
export function growths(host: string): Growth[] {
  const container = { image: `${host}/octo/app:1` };
  const step: Pick<Growth, 'open' | 'close'> = {
    open: (subject) => prepare(subject, { container }),
    close: cleanup,
  };
  const service = { image: `${host}/octo/redis:1` };
  const withServices = (count: number): WorkflowJob => {
    const names = Array.from({ length: count }, (_, index) => `s${String(index)}`);
    return { container, services: Object.fromEntries(names.map((name) => [name, service])) };
  };
  return [
    {
      name: 'services',
      title: 'prepare a job',
      unit: 'services',
      sizes: [1, 2, 5, 10, 20],
      beside: [inTurn],
      open: (subject) => prepare(subject, withServices(1)).then(() => cleanup(subject)),
      call: ({ runner }, size) => runner.prepareJob(withServices(size)),
      after: cleanup,
    },
    {
      name: 'variables',
      title: 'script step',
      unit: 'variables',
      sizes: [10, 100, 1000, 10_000],
      ...step,
      call: ({ runner }, size) => runner.runScript('true', { env: variables(size) }),
    },
    {
      name: 'output',
      title: 'script step',
      unit: 'bytes of output',
      sizes: [1e3, 1e6, 1e8, 1e9],
      ...step,
      call: async ({ runner, output }, size) => {
        output.bytes = 0;
        const made = await runner.runScript(
          `yes ${'x'.repeat(lineBytes - 1)} | head -c ${String(size)}`,
        );
        if (output.bytes === size) return made;
        throw new Error(`${String(output.bytes)} of ${String(size)} bytes arrived.`);
      },
    },
    {
      name: 'runners',
      title: 'prepare a job each',
      unit: 'runners at once',
      sizes: [1, 2, 4, 8, 16],
      runners: (size) => size,
      open: (subject) => prepare(subject, { container }).then(() => cleanup(subject)),
      call: ({ runner }) => runner.prepareJob({ container }),
      after: cleanup,
    },
  ];
}

function variables(count: number): Record<string, string> {
  const names = Array.from({ length: count }, (_, index) => `VARIABLE_${String(index)}`);
  return Object.fromEntries(names.map((name) => [name, `the value of ${name}`]));
}

async function prepare({ runner }: Subject, job: WorkflowJob): Promise<void> {
  assertSucceeded(await runner.prepareJob(job));
}

async function cleanup({ runner }: Subject): Promise<void> {
  assertSucceeded(await runner.cleanupJob());
}
