/** A job whose image is pulled while something goes wrong, and how that has to end. */
import { expect } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { startEngineProxy } from '../support/engine-proxy.ts';
import type { Environment } from '../support/environment.ts';
import { createEcrRunner } from '../support/image-job.ts';
import type { HookCall } from '../support/runner.ts';
import { tally } from './tally.ts';

/** How a fault has to end. */
export interface End {
  /** What the one error says; without it the job starts. */
  says?: RegExp;
  /** How often docker is asked to pull; undefined: more than once, as often as the time allows. */
  pulls?: number;
  /** How many further attempts the job log tells of; undefined: all. A new token is tried without a word. */
  announced?: number;
  /** Seconds. */
  within: number;
}

export interface Played {
  call: HookCall;
  /** How often docker was asked to pull. */
  pulls: number;
  /** What is left in RUNNER_TEMP. */
  leftovers: string[];
  /** Containers and networks of the job, after its cleanup. */
  made: string;
}

/** The two ways to pull: by a request to the daemon, or by docker's client. */
export type Way = 'socket' | 'client';

export interface Job {
  images: readonly string[];
  way: Way;
  env: Record<string, string>;
  helper?: 'ecr-login' | 'ecr-auth';
}

/** Prepares a job of these images and cleans up after it; the first is the job container's. */
export async function playFault(environment: Environment, job: Job): Promise<Played> {
  const { images, way, env, helper } = job;
  await using proxy = await startEngineProxy(environment);
  const HOOK_FEATURE_ENGINE_EXEC = way === 'socket' ? 'on' : 'off';
  const settings = { DOCKER_HOST: proxy.dockerHost, HOOK_FEATURE_ENGINE_EXEC, ...env };
  const runner = createEcrRunner(environment, settings, helper);
  const [container = '', ...others] = images;
  const services = Object.fromEntries(
    others.map((image, index) => [`s${String(index)}`, { image, command: 'sleep 1000' }]),
  );
  const call = await runner.prepareJob({ container: { image: container }, services });
  const pulls = proxy.read().filter(({ path }) => path === '/images/create').length;
  const cleanup = await runner.cleanupJob();
  expect(cleanup).toMatchObject({ exitCode: 0, stderr: '' });
  return {
    call,
    pulls,
    made: await madeFrom(environment, images),
    leftovers: readdirSync(runner.folders.temp).filter((name) => name.startsWith('ecr-')),
  };
}

/** Each row of a suite has images of its own. */
async function madeFrom(environment: Environment, images: readonly string[]): Promise<string> {
  const filters = images.flatMap((image) => ['--filter', `ancestor=${image}`]);
  return environment.docker('ps', '--all', '--quiet', ...filters);
}

/** @param secrets what nobody may read in the log */
export function expectEnd(subject: string, played: Played, end: End, secrets: string[]): void {
  const { call, pulls, leftovers, made } = played;
  const { says, within } = end;
  const texts = (wanted: string) =>
    call.commands.filter(({ name }) => name === wanted).map(({ text }) => text);
  expect(texts('error')).toEqual(says ? [expect.stringMatching(says)] : []);
  expect(call).toMatchObject({ exitCode: says ? 1 : 0, stderr: '' });
  if (says) expect(call.response ?? '').toBe('');
  expect(call.stdout).not.toMatch(/^\s+at .*[:(]\d+:\d+/m);
  for (const secret of secrets) expect(call.stdout).not.toContain(secret);
  if (end.pulls === undefined) expect(pulls).toBeGreaterThan(1);
  else expect(pulls).toBe(end.pulls);
  const announced = texts('warning').filter((text) => text.includes(' Trying again in '));
  expect(announced).toHaveLength(end.announced ?? pulls - 1);
  expect(call.durationMs).toBeLessThan(within * 1000);
  expect({ leftovers, made }).toEqual({ leftovers: [], made: '' });
  tally(subject, { survived: 1, jobs: 1, leaks: 0 });
}
