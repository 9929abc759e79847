/** A signal that comes when all has been done: node takes some time to end, the more the more there was to do. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { startLoneHook, type LoneHook } from './support/lone-hook.ts';

/** Tells of the end on stderr; with so much memory to give back, node takes a while for the rest. */
const slowEnd = `globalThis.much = Array.from({ length: 2e6 }, () => ({}));
process.on('exit', () => require('node:fs').writeSync(2, 'ending'));
`;

let hook: LoneHook;
beforeAll(async () => {
  hook = await startLoneHook(() => slowEnd);
});
afterAll(async () => {
  await hook[Symbol.asyncDispose]();
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s as a call ends does not make a failure of it',
  async (name) => {
    const child = hook.start({ command: 'cleanup_job', args: {} });
    let signals = 0;
    child.stderr.once('data', () => {
      const timer = setInterval(() => (signals += Number(child.kill(name))), 1);
      child.once('exit', () => {
        clearInterval(timer);
      });
    });
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(signals).toBeGreaterThan(0);
  },
);
