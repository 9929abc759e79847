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

/** Containers, networks, images that were built, volumes, and private files of the hook. */
export async function findLeftovers(
  { docker }: Environment,
  { folders }: Runner,
): Promise<string[]> {
  const found = await Promise.all([
    docker('ps', '--all', '--format', 'container {{.Names}}'),
    docker('network', 'ls', ...label, '--format', 'network {{.Name}}'),
    docker('image', 'ls', ...label, '--format', 'image {{.Repository}}:{{.Tag}}'),
    docker('volume', 'ls', '--format', 'volume {{.Name}}'),
  ]);
  const files = readdirSync(folders.temp).filter((name) => name.startsWith('ecr-'));
  const answers = readdirSync(`${folders.temp}/_runner_hook_responses`);
  return [...found.flatMap((text) => text.split('\n').filter(Boolean)), ...files, ...answers];
}

/** For the next test, after one that failed. */
export async function removeLeftovers({ docker }: Environment): Promise<void> {
  const containers = await docker('ps', '--all', '--quiet');
  if (containers !== '') await docker('rm', '--force', '--volumes', ...containers.split('\n'));
  const networks = await docker('network', 'ls', '--quiet', ...label);
  if (networks !== '') await docker('network', 'rm', ...networks.split('\n'));
}
