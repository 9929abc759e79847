import { examine } from '../doctor/doctor.ts';
import type { Finding } from '../doctor/finding.ts';
import { readRunnerEnv } from '../doctor/runner-env.ts';
import type { Command } from './main.ts';
import type { Output } from './output.ts';
import { flag, text } from './values.ts';

/** Everything between a runner and an image in ECR, checked and explained. */
export const doctor: Command = {
  definition: {
    meta: {
      name: 'doctor',
      description: 'Check the way from this user to an image in ECR. Exit code 1 if a check fails.',
    },
    args: {
      image: {
        type: 'string',
        description:
          'Image to check; nothing is pulled. Default: the ECR hosts of the docker config.',
        valueHint: 'REF',
      },
      'runner-env': {
        type: 'string',
        description: 'File .env of a runner: the environment to check is its.',
        valueHint: 'FILE',
      },
      json: { type: 'boolean', description: 'Print one JSON object.' },
    },
  },
  async run(values, output) {
    const json = flag(values, 'json');
    const runner = text(values, 'runner-env');
    // Of this process: the AWS SDK and the proxy look there.
    if (runner !== undefined) Object.assign(process.env, readRunnerEnv(runner));
    const findings: Finding[] = [];
    for await (const finding of examine({ env: process.env, image: text(values, 'image') })) {
      findings.push(finding);
      if (!json) printFinding(finding, output);
    }
    const ok = findings.every(({ status }) => status !== 'fail');
    if (json) output.print(JSON.stringify({ ok, checks: findings }, undefined, 2));
    else output.print(summary(findings));
    return ok ? 0 : 1;
  },
};

const styles = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

function printFinding({ check, status, text, fix }: Finding, { print, color }: Output): void {
  print(`${color(styles[status], status.padEnd(4))}  ${color('bold', check.padEnd(17))}  ${text}`);
  if (fix) print(`${' '.repeat(25)}${color('gray', `fix: ${fix}`)}`);
}

function summary(findings: readonly Finding[]): string {
  const count = (status: Finding['status']) =>
    findings.filter((finding) => finding.status === status).length;
  return `\n${count('ok')} ok, ${count('warn')} warnings, ${count('fail')} failed`;
}
