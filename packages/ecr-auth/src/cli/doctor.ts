import { examine } from '../doctor/doctor.ts';
import type { Finding } from '../doctor/finding.ts';
import { readRunnerEnv } from '../doctor/runner-env.ts';
import type { Command } from './main.ts';
import type { Output } from './output.ts';
import { flag, text } from './values.ts';
import { wrapText } from './wrap-text.ts';

const help = `ecr-auth doctor: checks the way from this user to an image in ECR.

Usage: ecr-auth doctor [OPTIONS]

Options:
  --image REF        image to check; nothing is pulled
                     (default: the ECR hosts of the docker config)
  --runner-env FILE  .env file of a runner, whose environment is checked
  --json             print one JSON object
  --help             print this text

Exit codes:
  0  every check is ok, or warns
  1  a check failed
  2  called wrongly

Examples:
  ecr-auth doctor --image 123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1
  ecr-auth doctor --runner-env /opt/actions-runner/.env

Documentation: docs/ecr-auth.md`;

/** Everything between a runner and an image in ECR, checked and explained. */
export const doctor: Command = {
  help,
  options: { image: 'text', 'runner-env': 'text', json: 'flag' },
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

/** Letters before the text of a finding. */
const margin = 25;

function printFinding({ check, status, text, fix }: Finding, { print, color, columns }: Output) {
  const width = Math.max(60, Math.min(columns, 100)) - margin;
  const head = `${color(styles[status], status.padEnd(4))}  ${color('bold', check.padEnd(17))}  `;
  const fixed = fix ? wrapText(`fix: ${fix}`, width).map((line) => color('gray', line)) : [];
  const lines = [...wrapText(text, width), ...fixed];
  print(head + lines.join(`\n${' '.repeat(margin)}`));
}

function summary(findings: readonly Finding[]): string {
  const count = (status: Finding['status']) =>
    findings.filter((finding) => finding.status === status).length;
  return `\n${count('ok')} ok, ${count('warn')} warnings, ${count('fail')} failed`;
}
