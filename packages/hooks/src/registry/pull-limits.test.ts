import { expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { withDeadline, withSilenceLimit, type Watch } from './pull-limits.ts';
import { newReport } from './pull-report.ts';

const { signal } = new AbortController();
const silence = 'the registry has sent nothing';
const layer = '0123456789ab';

/** Ends with its signal, as a pull does. */
const forever = async ({ signal }: Pick<Watch, 'signal'>) => {
  await sleep(10_000, undefined, { signal }).catch(() => undefined);
  signal.throwIfAborted();
};

function pull(
  lines: readonly string[],
  tellsBytes: boolean,
  work: (watch: Watch) => Promise<void> = forever,
  seconds = 0.2,
): Promise<void> {
  const limit = { seconds, signal, silence, tellsBytes };
  return withSilenceLimit('app:1', newReport(), limit, async (watch) => {
    for (const line of lines) watch.onLine(line);
    await work(watch);
  });
}

test.each([
  ['has not begun', false, []],
  ['has not begun', true, []],
  ['waits for a layer', true, [`${layer}: Downloading`]],
])('ends a pull that %s', async (_what, tellsBytes, lines) => {
  await expect(pull(lines, tellsBytes)).rejects.toMatchObject({
    message: 'docker pull app:1 failed: timeout: the registry has sent nothing for 0.2 s.',
    reason: 'transient',
  });
});

const patient = () => sleep(700);

test.each([
  ['of which docker says no more', false, [`${layer}: Pulling fs layer`]],
  ['whose layers wait for those of others', true, [`${layer}: Waiting`]],
])('lets a pull take its time %s', async (_what, tellsBytes, lines) => {
  await expect(pull(lines, tellsBytes, patient)).resolves.toBeUndefined();
});

test('lets a pull take its time as long as bytes come', async () => {
  const slow = async ({ signal, onLine }: Watch) => {
    for (let count = 0; count < 13; count += 1) {
      await sleep(100);
      onLine(`${layer}: Downloading`);
    }
    signal.throwIfAborted();
  };
  await expect(pull([], true, slow, 1)).resolves.toBeUndefined();
});

test('has an end for what comes, but never to its end', async () => {
  const late = withDeadline('app:1', { seconds: 0.2, signal }, (until) =>
    forever({ signal: until }),
  );
  await expect(late).rejects.toMatchObject({
    message: 'docker pull app:1 failed: timeout: it is not here after 0.2 s (HOOK_PULL_TIMEOUT).',
    hint: expect.stringContaining('HOOK_PULL_TIMEOUT of the runner can be more'),
  });
});

test('ends with the step as well', async () => {
  const step = new AbortController();
  const pulling = withDeadline('app:1', { seconds: 10, signal: step.signal }, (until) =>
    forever({ signal: until }),
  );
  step.abort(new Error('cancelled'));
  await expect(pulling).rejects.toThrow('cancelled');
});
