import { expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerState } from '../docker/inspect.ts';
import { waitUntilReady, type WaitOptions } from './health-wait.ts';

type Status = 'starting' | 'healthy' | 'unhealthy' | 'exited';

function stateOf(status: Status): ContainerState {
  return {
    Id: 'c',
    Config: {},
    State: {
      Running: status !== 'exited',
      ExitCode: 1,
      StartedAt: '2026-11-20T00:00:00Z',
      Health: { Status: status },
    },
    NetworkSettings: {},
  };
}

interface Script {
  /** What each look finds after the first. */
  then: Status[];
  /** Milliseconds after which docker tells of each event; undefined: the stream breaks at once. */
  eventsAfter?: number[];
}

/** A docker whose service goes through these states, and a record of what it was asked. */
function scripted({ then, eventsAfter }: Script) {
  const looks = [...then];
  const asked = { inspect: 0, events: [] as unknown[], stopped: false };
  const docker = {
    inspect: () => {
      asked.inspect += 1;
      return Promise.resolve([
        stateOf(looks.length > 1 ? (looks.shift() ?? 'starting') : (looks[0] ?? 'starting')),
      ]);
    },
    watchEvents: async (filter: unknown, onEvent: () => void, signal: AbortSignal) => {
      asked.events.push(filter);
      if (!eventsAfter) throw new Error('no events here');
      for (const delay of eventsAfter) {
        await sleep(delay, undefined, { signal });
        onEvent();
      }
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          asked.stopped = true;
          reject(new Error('stopped'));
        });
      });
    },
  };
  return { docker, asked };
}

const service = { id: 'c', title: 'db' };
const options: WaitOptions<typeof service> = {
  timeoutSeconds: 60,
  useEvents: true,
  signal: new AbortController().signal,
  onHealthy: () => undefined,
  onExit: () => undefined,
};
const starting = [{ service, state: stateOf('starting') }];

test('asks nothing more of services that are ready at once', async () => {
  const { docker, asked } = scripted({ then: [] });
  const ready = [{ service, state: stateOf('healthy') }];
  expect(await waitUntilReady(ready, docker, options)).toBeUndefined();
  expect(asked).toEqual({ inspect: 0, events: [], stopped: false });
});

test('looks once for each event and then stops listening', async () => {
  const { docker, asked } = scripted({ then: ['starting', 'healthy'], eventsAfter: [20, 20] });
  expect(await waitUntilReady(starting, docker, options)).toBeUndefined();
  expect(asked).toMatchObject({ inspect: 2, stopped: true });
  expect(asked.events).toEqual([
    { containers: ['c'], events: ['health_status', 'die'], since: '2026-11-20T00:00:00Z' },
  ]);
});

test('goes on by asking when docker tells nothing', async () => {
  const { docker, asked } = scripted({ then: ['starting', 'healthy'] });
  expect(await waitUntilReady(starting, docker, options)).toBeUndefined();
  expect(asked.inspect).toBe(2);
});

test.each([
  ['unhealthy', 'is unhealthy'],
  ['exited', 'exited with code 1'],
] as const)('ends with the service that is %s', async (status, why) => {
  const { docker } = scripted({ then: [status], eventsAfter: [0] });
  expect(await waitUntilReady(starting, docker, options)).toMatchObject({ service, why });
});

test('tells once of a service without a check that ran at first and ended meanwhile', async () => {
  const plain = { Id: 'p', Config: {}, NetworkSettings: {} };
  const running = { ...plain, State: { Running: true, ExitCode: 0 } };
  const ended = { ...plain, State: { Running: false, ExitCode: 3 } };
  const other = { id: 'p', title: 'plain' };
  const rounds: Status[] = ['starting', 'starting', 'healthy'];
  const docker = {
    ...scripted({ then: [], eventsAfter: [0, 10, 10] }).docker,
    inspect: () => Promise.resolve([stateOf(rounds.shift() ?? 'healthy'), ended]),
  };
  const exits: string[] = [];
  const onExit = ({ service: { title }, why }: { service: { title: string }; why: string }) =>
    void exits.push(`${title} ${why}`);
  await waitUntilReady([...starting, { service: other, state: running }], docker, {
    ...options,
    onExit,
  });
  expect(exits).toEqual(['plain exited with code 3']);
});

test('ends when the time is up', async () => {
  const { docker } = scripted({ then: ['starting'], eventsAfter: [] });
  const late = await waitUntilReady(starting, docker, { ...options, timeoutSeconds: 0.05 });
  expect(late).toMatchObject({ service, why: 'was not healthy after 0 s' });
});

test('ends with the step', async () => {
  const controller = new AbortController();
  const { docker, asked } = scripted({ then: ['starting'], eventsAfter: [] });
  const waiting = waitUntilReady(starting, docker, { ...options, signal: controller.signal });
  controller.abort(new Error('cancelled'));
  await expect(waiting).rejects.toThrow('cancelled');
  expect(asked.stopped).toBe(true);
});
