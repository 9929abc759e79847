declare const HOOK_VERSION: string;

const help = `ecr-runner-hooks ${HOOK_VERSION}: container hooks for self-hosted GitHub Actions runners.

The runner starts this file; people do not. Install it on a runner with docker:

  1. Put the folder of this file on the runner, for example in /opt/ecr-runner-hooks.
  2. In the .env file of the runner, or in its service:
       ACTIONS_RUNNER_CONTAINER_HOOKS=/opt/ecr-runner-hooks/index.js
       HOOK_DOCKER_CONFIG=/etc/ecr-runner-hooks
  3. Restart the runner.

The runner then writes one JSON request to stdin per call: prepare_job, run_script_step,
run_container_step or cleanup_job.

  --help      this text
  --version   the version
`;

/** What a person at a terminal gets. @returns the exit code */
export function usage(argument: string | undefined, write: (text: string) => void): number {
  if (argument === '--version') {
    write(`${HOOK_VERSION}\n`);
    return 0;
  }
  if (argument === '--help' || argument === '-h') {
    write(help);
    return 0;
  }
  write(
    argument === undefined
      ? 'The hook reads a request from stdin, which is a terminal here; see --help.\n'
      : `Unknown argument ${JSON.stringify(argument)}; see --help.\n`,
  );
  return 2;
}
