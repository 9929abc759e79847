import { parseConfig } from '../config.ts';
import { explain } from '../errors.ts';
import { featureNames, type Features } from '../features.ts';
import { featuresOfCall } from '../rollout/features-of-call.ts';
import { isKilled } from '../rollout/kill-switch.ts';
import { shortList } from '../admin-file/problem-text.ts';
import { readRollout } from '../rollout/read-rollout.ts';
import { UsageError, type Values } from './arguments.ts';
import { checkedFile } from './checked-file.ts';
import type { Command } from './main.ts';
import type { Output } from './output.ts';
import { jobEnv } from './rollout-job-env.ts';

const help = `hooks rollout: checks a rollout file, and shows what a job would get.

Usage: hooks rollout [OPTIONS] [FILE]

  FILE                     the rollout file (default: HOOK_ROLLOUT_FILE)

Options:
  --repository OWNER/NAME  repository of the job; repeatable
  --workflow NAME          name of its workflow
  --workflow-file PATH     file of its workflow: .github/workflows/ci.yml
  --ref REF                its ref: refs/heads/main
  --event NAME             event that started it: push
  --run ID                 id of its run
  --runner NAME            name of its runner
  --group NAME             group of the runner
  --labels A,B             labels of the runner
  --runner-env FILE        .env file of a runner, whose HOOK_* and group count
  --json                   print one JSON object
  --help                   print this text

Exit codes:
  0  the file is right
  1  the file is not right
  2  called wrongly

Examples:
  hooks rollout /etc/ecr-runner-hooks/rollout.yml --repository octo-org/app
  hooks rollout --runner-env /opt/actions-runner/.env --json

Documentation: docs/rollout.md`;

interface JobFeatures {
  repository: string | undefined;
  features: Features;
}

/** What a job would get from a rollout file; the hook's own code decides it, so it cannot differ. */
export const rollout: Command = {
  help,
  options: {
    repository: 'texts',
    workflow: 'text',
    'workflow-file': 'text',
    ref: 'text',
    event: 'text',
    run: 'text',
    runner: 'text',
    group: 'text',
    labels: 'text',
    'runner-env': 'text',
    json: 'flag',
  },
  run: async (values, output) => {
    const file = fileOf(values);
    const problems = await problemsOf(file);
    const given = values.texts('repository');
    for (const name of given) checkRepository(name);
    const jobs: JobFeatures[] = [];
    for (const repository of given.length > 0 ? given : [undefined]) {
      const config = parseConfig(jobEnv(file, repository, values));
      // What is wrong with the file is told already.
      const log = { warning: () => undefined, debug: () => undefined };
      jobs.push({ repository, features: await featuresOfCall({ config, known: undefined, log }) });
    }
    const ok = problems.length === 0;
    const killed = isKilled(parseConfig(jobEnv(file, undefined, values)).killSwitch);
    if (values.flag('json')) {
      output.print(JSON.stringify({ file, ok, problems, killed, jobs }, undefined, 2));
      return ok ? 0 : 1;
    }
    for (const problem of problems) output.note(problem);
    for (const job of jobs) printJob(job, output);
    if (killed) output.print('The kill switch is pulled: the file does not count at the moment.');
    output.print(ok ? `${file} is right.` : `${file} is not right.`);
    return ok ? 0 : 1;
  },
};

function fileOf(values: Values): string {
  const runnerEnv = values.text('runner-env') && jobEnv(undefined, undefined, values);
  return checkedFile(values, {
    command: 'rollout',
    fromEnv: (runnerEnv || process.env)['HOOK_ROLLOUT_FILE'],
    none: 'No rollout file is named, and HOOK_ROLLOUT_FILE is not set.',
  });
}

function checkRepository(name: string): void {
  if (/^[^/\s]+\/[^/\s]+$/.test(name)) return;
  throw new UsageError(`--repository is ${JSON.stringify(name)}. It is OWNER/NAME.`);
}

/** Looks at the file whatever else says: a kill switch would keep the hook from reading it. */
async function problemsOf(file: string): Promise<string[]> {
  try {
    const { unknown } = await readRollout(file);
    if (unknown.length === 0) return [];
    return [`${file} names features that this release lacks: ${shortList(unknown)}.`];
  } catch (error) {
    return [explain(error)];
  }
}

function printJob({ repository, features }: JobFeatures, { print, color }: Output): void {
  if (repository !== undefined) print(color('bold', repository));
  const styles = { on: 'green', off: 'gray', shadow: 'yellow' } as const;
  for (const name of featureNames) {
    const { variant, reason } = features[name];
    print(`  ${name.padEnd(18)}${color(styles[variant], variant.padEnd(7))} ${reason}`);
  }
  print('');
}
