declare const HOOK_VERSION: string;

const help = `ecr-runner-hooks ${HOOK_VERSION}: container hooks for self-hosted runners.

Usage: the runner starts this file; people do not. On a runner with docker:

  1. Put the folder of this file on the runner: /opt/ecr-runner-hooks.
  2. In the .env file of the runner, or in its service:
       ACTIONS_RUNNER_CONTAINER_HOOKS=/opt/ecr-runner-hooks/index.js
       HOOK_DOCKER_CONFIG=/etc/ecr-runner-hooks
  3. Restart the runner.

Commands:
  One JSON request on stdin per call: prepare_job, run_script_step,
  run_container_step or cleanup_job. For people there is cli.js beside it.

Options:
  --help     print this text
  --version  print the version

Exit codes:
  0  done; of a step: it succeeded
  1  failed; of a step: its own exit code
  2  called wrongly

Examples:
  node /opt/ecr-runner-hooks/index.js --version
  node /opt/ecr-runner-hooks/cli.js --help

Documentation: docs/configuration.md`;

/** What a person at a terminal gets. @returns the exit code */
export function usage(
  argument: string | undefined,
  { print, complain }: Record<'print' | 'complain', (line: string) => void>,
): number {
  if (argument === '--version') {
    print(HOOK_VERSION);
    return 0;
  }
  if (argument === '--help' || argument === '-h') {
    print(help);
    return 0;
  }
  complain(
    argument === undefined
      ? 'The hook reads a request from stdin, which is a terminal here. See --help.'
      : `Unknown argument ${JSON.stringify(argument)}. See --help.`,
  );
  return 2;
}
