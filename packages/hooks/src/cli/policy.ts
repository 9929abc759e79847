import { explain } from '../errors.ts';
import { tokenizeOptions } from '../docker/tokenize.ts';
import { lineWidth, wrapText } from '../layout.ts';
import { hostOf } from '../policy/host.ts';
import { judge, violationText, type Asked, type Violation } from '../policy/judge.ts';
import { readPolicy, type Policy } from '../policy/read-policy.ts';
import type { Values } from './arguments.ts';
import { checkedFile } from './checked-file.ts';
import type { Command } from './main.ts';
import type { Output } from './output.ts';

const help = `hooks policy: checks a policy file, and what it says of a container.

Usage: hooks policy [OPTIONS] [FILE]

  FILE                    the policy file (default: HOOK_POLICY_FILE)

Options:
  --options OPTIONS       options of a container, as in the workflow
  --image REF             its image
  --volume SOURCE:TARGET  an entry of its volumes; repeatable
  --socket PATH           socket of the daemon, where it is not the default
  --json                  print one JSON object
  --help                  print this text

Exit codes:
  0  the file is right, and allows the container
  1  the file is not right, or does not allow the container
  2  called wrongly

Examples:
  hooks policy /etc/ecr-runner-hooks/policy.yml
  hooks policy policy.yml --image alpine:3 --options '--privileged'

Documentation: docs/policy.md`;

/** What a policy has against a container; the hook's own code judges it, so it cannot differ. */
export const policy: Command = {
  help,
  options: { options: 'text', image: 'text', volume: 'texts', socket: 'text', json: 'flag' },
  run: async (values, output) => {
    const file = checkedFile(values, {
      command: 'policy',
      fromEnv: process.env['HOOK_POLICY_FILE'],
      none: 'No policy file is named, and HOOK_POLICY_FILE is not set.',
    });
    const [read, problem] = await readPolicy(file).then(
      (found): [Policy, undefined] => [found, undefined],
      (error: unknown): [undefined, string] => [undefined, explain(error)],
    );
    const host = hostOf(values.text('socket'), []);
    const violations = read ? judge([containerOf(values)], read, host) : [];
    const ok = read !== undefined;
    const result = { file, ok, problem, allowed: ok && violations.length === 0 };
    if (values.flag('json')) {
      output.print(JSON.stringify({ ...result, violations }, undefined, 2));
    } else {
      show(file, problem, violations, output);
    }
    return result.allowed ? 0 : 1;
  },
};

function containerOf(values: Values): Asked {
  const image = values.text('image');
  return {
    origin: 'the container',
    images: image === undefined ? [] : [{ text: `image: ${image}`, reference: image }],
    options: tokenizeOptions(values.text('options') ?? ''),
    volumes: values
      .texts('volume')
      .map((volume) => ({ text: volume, words: ['--volume', volume] })),
  };
}

function show(
  file: string,
  problem: string | undefined,
  violations: readonly Violation[],
  { print, note, color, columns }: Output,
): void {
  if (problem !== undefined) note(problem);
  for (const violation of violations) {
    const text = wrapText(violationText(violation), lineWidth(columns), ' '.repeat(8));
    print(text.join('\n').replace(/^ {7}/, color('red', 'refused')));
  }
  if (problem !== undefined) print(`${file} is not right.`);
  else if (violations.length > 0) print(`${file} is right, and does not allow the container.`);
  else print(`${file} is right, and allows what was asked.`);
}
