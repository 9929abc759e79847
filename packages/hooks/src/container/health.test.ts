import { expect, test } from '@jest/globals';
import type { ContainerState } from '../docker/inspect.ts';
import { healthBudget, verdict } from './health.ts';

function container(
  state: Partial<ContainerState['State']>,
  healthcheck?: ContainerState['Config']['Healthcheck'],
): ContainerState {
  return {
    Id: 'c',
    Config: { Env: [], Healthcheck: healthcheck },
    State: { Running: true, ExitCode: 0, ...state },
    NetworkSettings: {},
  };
}

const probes = [{ ExitCode: 7, Output: 'no' }];

test.each([
  ['runs without a check', container({}), { kind: 'ready' }],
  ['has its check switched off', container({ Health: { Status: 'none' } }), { kind: 'ready' }],
  ['is healthy', container({ Health: { Status: 'healthy' } }), { kind: 'ready' }],
  ['is starting', container({ Health: { Status: 'starting' } }), { kind: 'starting' }],
  [
    'is unhealthy',
    container({ Health: { Status: 'unhealthy', Log: probes } }),
    { kind: 'failed', why: 'is unhealthy: the last probe exited with code 7' },
  ],
  [
    'has exited before it was healthy',
    container({ Running: false, ExitCode: 137, OOMKilled: true, Health: { Status: 'starting' } }),
    { kind: 'failed', why: 'exited with code 137 (out of memory)' },
  ],
  [
    'has exited and has no check',
    container({ Running: false, ExitCode: 3 }),
    { kind: 'exited', why: 'exited with code 3' },
  ],
  [
    'has a restart policy and is between two starts',
    container({ Restarting: true, ExitCode: 1, Health: { Status: 'unhealthy', Log: probes } }),
    { kind: 'starting' },
  ],
  [
    'has a restart policy, no check and is between two starts',
    container({ Restarting: true, ExitCode: 1 }),
    { kind: 'exited', why: 'exited with code 1 and starts again' },
  ],
  ['is gone', undefined, { kind: 'exited', why: 'has ended and is gone (`--rm` in its options)' }],
])('a service that %s', (_what, state, expected) => {
  expect(verdict(state)).toEqual(expected);
});

const second = 1e9;

test.each([
  ["docker's defaults", {}, 4 * 60 + 10],
  [
    'settings of its own',
    { Interval: 2 * second, Timeout: second, StartPeriod: 20 * second, Retries: 5 },
    20 + 6 * 3 + 10,
  ],
  ['no settings at all', undefined, 4 * 60 + 10],
])('has a time for %s', (_what, healthcheck, seconds) => {
  expect(healthBudget(container({}, healthcheck))).toBe(seconds);
});
