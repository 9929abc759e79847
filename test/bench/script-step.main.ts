/**
 * What a script step costs: over the daemon's socket and by `docker exec`, beside an empty node.
 *
 *   npm run build && node setup/as-root.js node test/dist/script-step.js [--json]
 */
import { join } from 'node:path';
import { startEnvironment } from '../support/environment.ts';
import { stepWays } from '../support/fixtures.ts';
import { projectFolder } from '../support/project.ts';
import { measure, table, type TimedCommand } from './timing.ts';

const rounds = 60;
const image = 'ghcr.io/octo/app:1';

async function main(json: boolean): Promise<void> {
  await using environment = await startEnvironment();
  await environment.seedImage([image]);
  const container = await environment.docker('run', '--detach', image, 'sleep', '3600');
  const folder = join(environment.directory, 'home');
  const base = {
    ...{ PATH: environment.path, HOME: folder, DOCKER_HOST: environment.dockerHost },
    ...{ RUNNER_NAME: 'bench', RUNNER_TEMP: folder, GITHUB_WORKSPACE: folder },
  };
  const request = {
    command: 'run_script_step',
    responseFile: join(folder, 'response'),
    args: {
      ...{ entryPoint: 'sh', entryPointArgs: ['-c', '"echo hello"'] },
      environmentVariables: { GREETING: 'hello' },
    },
    state: { version: 1, network: 'none', container, services: [] },
  };
  const hook = join(projectFolder(), 'packages/hooks/dist/index.js');
  const commands: TimedCommand[] = [
    { name: 'node -e 0', argv: ['node', '-e', '0'], env: base },
    { name: 'docker exec', argv: ['docker', 'exec', container, 'sh', '-c', 'echo'], env: base },
    ...stepWays.map(({ way, feature }) => ({
      name: `a step ${way}`,
      ...{ argv: ['node', hook], env: { ...base, ...feature }, input: JSON.stringify(request) },
    })),
  ];
  await measure(environment, commands, 1);
  const measured = await measure(environment, commands, rounds);
  console.log(json ? JSON.stringify(measured, undefined, 2) : table(measured));
}

main(process.argv.includes('--json')).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
