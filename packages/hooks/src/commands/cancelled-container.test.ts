import { expect, test } from '@jest/globals';
import type { Context } from '../context.ts';
import type { Docker } from '../docker/docker.ts';
import { removerOf } from './cancelled-container.ts';

/** A daemon that shows the container from the given look on. */
function daemonThat(looks: number): { asked: string[]; context: Context } {
  const asked: string[] = [];
  const cleanupDocker: Partial<Docker> = {
    inspect: () => {
      asked.push('inspect');
      return Promise.resolve([
        asked.length < looks ? undefined : ({ id: 'abc' } as unknown as undefined),
      ]);
    },
    removeContainers: (ids) => {
      asked.push(`remove ${ids.join(' ')}`);
      return Promise.resolve();
    },
  };
  return { asked, context: { cleanupDocker, log: {} } as unknown as Context };
}

test('waits for a container that docker is about to make, and does so once', async () => {
  const { asked, context } = daemonThat(3);
  const remove = removerOf('step', context);
  await remove();
  expect(asked).toEqual(['inspect', 'inspect', 'inspect', 'remove step']);
  await remove();
  expect(asked.slice(4)).toEqual(['remove step']);
});

test('waits for a container that is never made no longer than a while', async () => {
  const { asked, context } = daemonThat(Infinity);
  await removerOf('step', context)();
  expect(asked.filter((call) => call === 'inspect').length).toBeGreaterThan(2);
  expect(asked.at(-1)).toBe('remove step');
});

test('says what it could not do, and does not throw', async () => {
  const said: string[] = [];
  const context = {
    cleanupDocker: { inspect: () => Promise.reject(new Error('no answer')) },
    log: { warning: (text: string) => said.push(text) },
  } as unknown as Context;
  await removerOf('step', context)();
  expect(said).toEqual(['Cleanup is not complete: no answer']);
});
