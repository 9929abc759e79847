/** Environments side by side, what stays of them (nothing), and how a failed start explains itself. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startEnvironment } from './support/environment.ts';
import { pidNamespace, processesIn, tracesOf, untilEmpty } from './support/processes.ts';

const image = 'ghcr.io/octo/app:1';
const program = new URL('./dist/environment-holder.js', import.meta.url).pathname;

interface Held {
  readonly directory: string;
  readonly namespace: string;
}

/** The end of one may have been the end of another. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    expect(error).toMatchObject({ code: 'ESRCH' });
  }
}

describe('two environments', () => {
  test('know nothing of each other, and nothing is left of them', async () => {
    const starts = [startEnvironment(), startEnvironment()] as const;
    await using one = await starts[0];
    await using two = await starts[1];
    await Promise.all([one.seedImage([image]), two.seedImage([image])]);
    await one.docker('run', '--detach', '--publish', '8080:80', image, 'sleep', '600');
    await two.docker('run', '--detach', '--publish', '8080:80', image, 'sleep', '600');
    await one.docker('rm', '--force', ...(await one.docker('ps', '-q')).split('\n'));
    expect(await two.docker('ps', '-q')).not.toBe('');
    await expect(two.aws.requests()).resolves.toEqual([]);

    const ends = await Promise.all(
      [one, two].map(async (environment) => {
        const namespace = await pidNamespace(environment);
        expect(await processesIn(namespace)).not.toEqual([]);
        await environment[Symbol.asyncDispose]();
        return [await processesIn(namespace), await tracesOf(environment.directory)];
      }),
    );
    expect(ends.flat(2)).toEqual([]);
  });
});

describe('nothing is left', () => {
  test('after the process that started it was killed', async () => {
    const { directory, namespace, holder } = await hold();
    expect(await processesIn(namespace)).not.toEqual([]);
    holder.kill('SIGKILL');
    expect(await untilEmpty(() => processesIn(namespace))).toEqual([]);
    expect(await untilEmpty(() => tracesOf(directory))).toEqual([]);
  });

  test('after everything of it was killed, as soon as another one starts', async () => {
    const { directory, namespace, holder } = await hold();
    const exit = once(holder, 'exit');
    // The supervisor first: nobody tidies up.
    const [init, supervisor] = await processesIn(namespace);
    for (const pid of [supervisor, init, holder.pid]) kill(Number(pid));
    expect(await untilEmpty(() => processesIn(namespace))).toEqual([]);
    await exit;

    // Not looked at before: a neighbour that starts just now may sweep it first.
    await using next = await startEnvironment();
    expect(await tracesOf(directory)).toEqual([]);
    expect(await next.docker('ps', '-q')).toBe('');
  });

  const holders: ChildProcess[] = [];
  afterEach(() => {
    for (const holder of holders.splice(0)) holder.kill('SIGKILL');
  });

  async function hold() {
    const holder = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    holders.push(holder);
    const [line] = (await once(createInterface(holder.stdout), 'line')) as [string];
    return { ...(JSON.parse(line) as Held), holder };
  }
});

describe('a start that fails', () => {
  test('shows the end of the logs', async () => {
    const start = startEnvironment({ dockerdArgs: ['--no-such-flag'] });
    await expect(start).rejects.toThrow(/dockerd ended while it started[^]*unknown flag/);
  });

  test('does not wait for ever', async () => {
    await expect(startEnvironment({ deadlineMs: 20 })).rejects.toThrow(/not up after 20 ms/);
  });
});

describe('inside', () => {
  test('programs run as any user, with an environment of their own', async () => {
    await using environment = await startEnvironment();
    const user = { uid: 1001, gid: 1001 };
    const { stdout } = await environment.run(['sh', '-c', 'id -u; id -G; env; docker ps -q'], {
      user,
      env: { DOCKER_HOST: environment.dockerHost, A: 'b c' },
    });
    expect(stdout).toContain(`1001\n1001 ${environment.dockerGid}\n`);
    expect(stdout).toContain('A=b c\n');
    expect(stdout).not.toContain('SSL_CERT_FILE');
    expect(await environment.run(['cat'], { input: 'x' })).toMatchObject({ stdout: 'x' });
    await expect(environment.run(['sleep', '60'], { timeoutMs: 100 })).rejects.toThrow(/killed/);
    const sleeping = async () => (await environment.run(['pgrep', '-x', 'sleep'])).stdout;
    expect(await untilEmpty(async () => (await sleeping()).split('\n').filter(Boolean))).toEqual(
      [],
    );
  });
});
