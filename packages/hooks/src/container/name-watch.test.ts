import { expect, test } from '@jest/globals';
import { watchNames } from './name-watch.ts';

/** A docker that tells what the test has it tell. */
function createDocker() {
  const watch = {
    networks: [] as string[],
    tell: undefined as ((container: string) => void) | undefined,
    end: undefined as ((error?: unknown) => void) | undefined,
    isStopped: false,
  };
  const docker = {
    watchConnections: (network: string, onConnect: (id: string) => void, signal: AbortSignal) => {
      watch.networks.push(network);
      watch.tell = onConnect;
      return new Promise<void>((resolve, reject) => {
        watch.end = (error) => {
          if (error === undefined) resolve();
          else reject(error as Error);
        };
        signal.addEventListener('abort', () => {
          watch.isStopped = true;
          reject(signal.reason as Error);
        });
      });
    },
  };
  const ends: string[] = [];
  const names = watchNames(docker, 'ci', (why) => ends.push(why));
  return { names, watch, ends };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a container that was told before somebody asks has its names', async () => {
  const { names, watch } = createDocker();
  watch.tell?.('a');
  await names.hasNames('a');
  expect(watch.networks).toEqual(['ci']);
});

test('who asks before is told when its container is, and not of another one', async () => {
  const { names, watch } = createDocker();
  const seen: string[] = [];
  for (const id of ['a', 'b']) void names.hasNames(id).then(() => seen.push(id));
  watch.tell?.('b');
  await settled();
  expect(seen).toEqual(['b']);
  watch.tell?.('a');
  watch.tell?.('a');
  await settled();
  expect(seen).toEqual(['b', 'a']);
});

test.each([
  [new Error('no events here'), 'no events here'],
  [undefined, 'its events have ended'],
])('that docker tells nothing any more is told, once: %s', async (error, why) => {
  const { names, watch, ends } = createDocker();
  watch.end?.(error);
  await settled();
  expect(ends).toEqual([why]);
  names.stop();
  await settled();
  expect(ends).toEqual([why]);
});

test('a stop closes the connection and is nothing to tell', async () => {
  const { names, watch, ends } = createDocker();
  names.stop();
  await settled();
  expect(watch.isStopped).toBe(true);
  expect(ends).toEqual([]);
});
