/** What every fault of docker has to come to. */
import { expect } from '@jest/globals';
import { readdirSync } from 'node:fs';
import type { Environment } from '../support/environment.ts';
import type { HookCall, Runner, WorkflowJob } from '../support/runner.ts';

const label = ['--filter', 'label=ecr-runner-hooks.runner'];

export const errorsOf = ({ commands }: HookCall) =>
  commands.filter(({ name }) => name === 'error').map(({ text }) => text);

/** One sentence that ends as one does, and nothing that only a programmer reads. */
export function expectOneError(call: HookCall, says: RegExp, exitCode = 1): void {
  expect(errorsOf(call)).toEqual([expect.stringMatching(says)]);
  expectNoTrace(call);
  expect(call.exitCode).toBe(exitCode);
}

export function expectNoTrace({ stdout, stderr }: HookCall): void {
  expect(stdout + stderr).not.toMatch(/^ +at .*:\d+|node:internal|Unexpected error|\[object/m);
}

/** The runner's next job works, and takes away what the one before left. */
export async function expectLaterJob(runner: Runner, job: WorkflowJob): Promise<void> {
  expect(await runner.prepareJob(job)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await runner.runScript('echo fine')).toMatchObject({ exitCode: 0, stdout: 'fine\n' });
  const cleanup = await runner.cleanupJob();
  expect(cleanup).toMatchObject({ exitCode: 0, stderr: '' });
  expect(cleanup.stdout).not.toContain('::warning::');
}

/**
 * Lines of id and name. A daemon that was killed sometimes lists, without a name and as dead, a container that it has
 * removed while it started: it knows none of that id, so that nobody can remove it, and forgets it when it is
 * started again (moby, `containersReplica`).
 */
async function containersThatExist({ docker }: Environment): Promise<string[][]> {
  const text = await docker('ps', '--all', '--no-trunc', '--format', '{{.ID}} {{.Names}}');
  const listed = text.split('\n').filter(Boolean);
  const looked = listed.map(async (line) => {
    const [id = '', name = ''] = line.split(' ');
    return name !== '' || (await isKnown(docker, id)) ? [[id, name]] : [];
  });
  return (await Promise.all(looked)).flat();
}

function isKnown(docker: Environment['docker'], id: string): Promise<boolean> {
  return docker('container', 'inspect', id).then(
    () => true,
    (error: unknown) => {
      if (/no such container/i.test(String(error))) return false;
      throw error;
    },
  );
}

/** Containers, networks, images that were built, volumes, and private files of the hook. */
export async function findLeftovers(
  environment: Environment,
  { folders }: Runner,
): Promise<string[]> {
  const { docker } = environment;
  const [containers, ...found] = await Promise.all([
    containersThatExist(environment),
    docker('network', 'ls', ...label, '--format', 'network {{.Name}}'),
    docker('image', 'ls', ...label, '--format', 'image {{.Repository}}:{{.Tag}}'),
    docker('volume', 'ls', '--format', 'volume {{.Name}}'),
  ]);
  const names = containers.map(([id = '', name = '']) => `container ${name || id}`);
  const files = readdirSync(folders.temp).filter((name) => name.startsWith('ecr-'));
  const answers = readdirSync(`${folders.temp}/_runner_hook_responses`);
  const others = found.flatMap((text) => text.split('\n').filter(Boolean));
  return [...names, ...others, ...files, ...answers];
}

/** For the next test, after one that failed. */
export async function removeLeftovers(environment: Environment): Promise<void> {
  const { docker } = environment;
  const ids = (await containersThatExist(environment)).map(([id = '']) => id);
  if (ids.length > 0) await docker('rm', '--force', '--volumes', ...ids);
  const networks = await docker('network', 'ls', '--quiet', ...label);
  if (networks !== '') await docker('network', 'rm', ...networks.split('\n'));
}
