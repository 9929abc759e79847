import { explain } from '../errors.ts';
import { tokenizeOptions } from '../docker/tokenize.ts';
import { hostOf } from '../policy/host.ts';
import { judge, violationText, type Asked, type Violation } from '../policy/judge.ts';
import { readPolicy, type Policy } from '../policy/read-policy.ts';
import { textFlag, type Values } from './arguments.ts';
import { checkedFile } from './checked-file.ts';
import type { Command } from './main.ts';
import type { Output } from './output.ts';

/** What a policy has against a container; the hook's own code judges it, so it cannot differ. */
export const policy: Command = {
  definition: {
    meta: {
      name: 'policy',
      description:
        'Check a policy file, and what it says of a container. Exit code 0: it is right and allows the container; 1: it is not right, or does not; 2: called wrongly.',
    },
    args: {
      file: {
        type: 'positional',
        required: false,
        description: 'The policy file. Default: HOOK_POLICY_FILE.',
        valueHint: 'FILE',
      },
      options: textFlag('`options` of a container, as in the workflow.', 'OPTIONS'),
      image: textFlag('Its image.', 'REF'),
      volume: textFlag('An entry of its `volumes`; may be given several times.', 'SOURCE:TARGET'),
      socket: textFlag('Socket of the daemon, where it is not the default.', 'PATH'),
      json: { type: 'boolean', description: 'Print one JSON object.' },
    },
  },
  repeatable: ['volume'],
  run: async (values, output) => {
    const file = checkedFile('policy', values, process.env);
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
  { print, note, color }: Output,
): void {
  if (problem !== undefined) note(problem);
  for (const violation of violations)
    print(`${color('red', 'refused')} ${violationText(violation)}`);
  if (problem !== undefined) print(`${file} is not right.`);
  else if (violations.length > 0) print(`${file} is right, and does not allow the container.`);
  else print(`${file} is right, and allows what was asked.`);
}
