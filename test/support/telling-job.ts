import { expect } from '@jest/globals';
import { askService } from './ask-service.ts';
import { ecr } from './fixtures.ts';
import type { Runner } from './runner.ts';

const image = `${ecr}/app:1`;

/** A job with a service, whose containers both know whose they are. */
export function tellingJob(who: string) {
  const cache = {
    image,
    options: '--network-alias cache',
    command: `nc -ll -p 6379 -e echo ${who}`,
  };
  return { container: { image, env: { WHO: who } }, services: { cache } };
}

/** A whole job; every answer in it tells whose it is. */
export async function playTellingJob(runner: Runner, who: string): Promise<void> {
  expect(await runner.prepareJob(tellingJob(who))).toMatchObject({ exitCode: 0, stderr: '' });
  const step = await runner.runScript(`echo "$WHO"; ${askService('cache')}; echo "$WHO" > file`);
  expect(step).toMatchObject({ exitCode: 0, lines: [who, who] });
  const action = await runner.runContainerAction({
    image,
    entrypoint: '/bin/sh',
    args: ['-c', 'cat file; nc cache 6379'],
  });
  expect(action.exitCode).toBe(0);
  expect(action.lines.slice(-2)).toEqual([who, who]);
  const cleanup = await runner.cleanupJob();
  expect(cleanup.commands.map(({ name }) => name)).not.toContain('warning');
  expect(cleanup.exitCode).toBe(0);
}
