import { featureNames, type Features } from '../features.ts';
import { parseConfig } from '../config.ts';
import { featuresOfCall } from '../rollout/features-of-call.ts';
import { UsageError, type Values } from './arguments.ts';
import type { Command } from './main.ts';
import type { Output } from './output.ts';

/** What a job would get from a rollout file; the hook itself decides it, so it cannot differ. */
export const rollout: Command = {
  definition: {
    meta: {
      name: 'rollout',
      description:
        'Check a rollout file (exit code 1 if it is not right), and show what a job would get.',
    },
    args: {
      file: {
        type: 'positional',
        required: false,
        description: 'The rollout file. Default: HOOK_ROLLOUT_FILE.',
        valueHint: 'FILE',
      },
      repository: {
        type: 'string',
        description: 'Repository of the job, as owner/name; may be given several times.',
        valueHint: 'OWNER/NAME',
      },
      workflow: {
        type: 'string',
        description: 'Name of its workflow, or path of the file.',
        valueHint: 'NAME',
      },
      ref: { type: 'string', description: 'Its ref, such as refs/heads/main.', valueHint: 'REF' },
      event: { type: 'string', description: 'Event that started it.', valueHint: 'NAME' },
      run: { type: 'string', description: 'Id of its run.', valueHint: 'ID' },
      runner: { type: 'string', description: 'Name of its runner.', valueHint: 'NAME' },
      group: {
        type: 'string',
        description: 'Group of the runner. Default: HOOK_RUNNER_GROUP.',
        valueHint: 'NAME',
      },
      labels: {
        type: 'string',
        description: 'Labels of the runner, with commas. Default: HOOK_RUNNER_LABELS.',
        valueHint: 'A,B',
      },
      json: { type: 'boolean', description: 'Print one JSON object.' },
    },
  },
  repeatable: ['repository'],
  run: async (values, output) => {
    const [file = process.env['HOOK_ROLLOUT_FILE'], ...rest] = values.positionals;
    if (rest.length > 0) throw new UsageError('One rollout file is checked at a time.');
    if (file === undefined) {
      throw new UsageError('No rollout file is named, and HOOK_ROLLOUT_FILE is not set.', {
        hint: 'Usage: hooks rollout FILE; see --help.',
      });
    }
    const given = values.texts('repository');
    const repositories = given.length > 0 ? given : [process.env['GITHUB_REPOSITORY']];
    const problems = new Set<string>();
    const jobs: { repository: string | undefined; features: Features }[] = [];
    for (const repository of repositories) {
      const config = parseConfig(jobEnv(file, repository, values));
      const log = { warning: (text: string) => void problems.add(text), debug: () => undefined };
      jobs.push({ repository, features: await featuresOfCall({ config, known: undefined, log }) });
    }
    const ok = problems.size === 0;
    if (values.flag('json')) {
      output.print(JSON.stringify({ file, ok, problems: [...problems], jobs }, undefined, 2));
      return ok ? 0 : 1;
    }
    for (const problem of problems) output.note(problem);
    for (const job of jobs) printJob(job.repository, job.features, output);
    output.print(ok ? `${file} is right.` : `${file} is not right: see above.`);
    return ok ? 0 : 1;
  },
};

/** The environment that the runner would give the hook for such a job. */
function jobEnv(file: string, repository: string | undefined, values: Values): NodeJS.ProcessEnv {
  const workflow = values.text('workflow');
  const isFile = workflow?.includes('/') === true;
  const facts = {
    HOOK_ROLLOUT_FILE: file,
    GITHUB_REPOSITORY: repository,
    GITHUB_WORKFLOW: isFile ? undefined : workflow,
    GITHUB_WORKFLOW_REF: isFile ? `${repository ?? 'o/r'}/${workflow}@ref` : undefined,
    GITHUB_REF: values.text('ref'),
    GITHUB_EVENT_NAME: values.text('event'),
    GITHUB_RUN_ID: values.text('run'),
    RUNNER_NAME: values.text('runner') ?? process.env['RUNNER_NAME'] ?? 'any runner',
    HOOK_RUNNER_GROUP: values.text('group'),
    HOOK_RUNNER_LABELS: values.text('labels'),
  };
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  // The hook cannot do without these; no feature goes by them.
  const required = { GITHUB_WORKSPACE: '/', RUNNER_TEMP: '/' };
  return { ...required, ...process.env, ...Object.fromEntries(known) };
}

function printJob(
  repository: string | undefined,
  features: Features,
  { print, color }: Output,
): void {
  if (repository !== undefined) print(color('bold', repository));
  const styles = { on: 'green', off: 'gray', shadow: 'yellow' } as const;
  for (const name of featureNames) {
    const { variant, reason } = features[name];
    print(`  ${name.padEnd(18)}${color(styles[variant], variant.padEnd(7))} ${reason}`);
  }
  print('');
}
