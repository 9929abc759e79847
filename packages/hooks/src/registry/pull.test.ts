import { afterAll, expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBench } from '../../test/support.ts';
import { outline } from '../../test/calls.ts';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const bench = createBench();
bench.addProgram('docker-credential-ecr-login');
const config = join(bench.directory, 'config');
mkdirSync(config);
writeFileSync(join(config, 'config.json'), JSON.stringify({ credHelpers: { [ecr]: 'ecr-login' } }));
const env = { HOOK_DOCKER_CONFIG: config };
afterAll(() => {
  bench[Symbol.dispose]();
});

const prepare = (images: readonly string[], options: Parameters<typeof bench.play>[1] = {}) =>
  bench.play(
    { command: 'prepare_job', args: { services: images.map((image) => ({ image })) }, state: null },
    { ...options, env: { ...env, ...options.env } },
  );

test('asks a helper once before several pulls ask it at once', async () => {
  const { calls } = await prepare([`${ecr}/a`, `${ecr}/b`, 'redis:7']);
  const helper = calls.filter(({ program }) => program === 'docker-credential-ecr-login');
  expect(helper.map(({ argv, stdin }) => [...argv, stdin])).toEqual([['get', ecr]]);
  const first = (name: string) => calls.findIndex(({ argv }) => argv[0] === name);
  expect(first('get')).toBeLessThan(first('pull'));
});

test.each([
  ['one image alone', [`${ecr}/a`, 'redis:7'], {}],
  ['pulls one after another', [`${ecr}/a`, `${ecr}/b`], { HOOK_PULL_CONCURRENCY: '1' }],
])('does not ask it for %s', async (_what, images, more) => {
  const { calls } = await prepare(images, { env: more });
  expect(calls.map(({ program }) => program)).not.toContain('docker-credential-ecr-login');
});

test('looks for an image only where that can matter', async () => {
  const pinned = `redis@sha256:${'0'.repeat(64)}`;
  const here = JSON.stringify([{ Os: 'linux', Architecture: 'amd64' }]);
  const answers = [{ when: ['docker', 'image', 'inspect'], stdout: here }];
  const { calls, output } = await prepare([pinned, 'redis:7'], { answers });
  const inspected = calls.filter((call) => outline(call) === 'image inspect');
  expect(inspected.map(({ argv }) => argv.at(-1))).toEqual([pinned]);
  const pulls = calls.map(outline).filter((call) => call.startsWith('pull '));
  expect(pulls).toEqual(['pull redis:7']);
  expect(output).toContain(`${pinned} is on this runner already\n`);
});

test('says what came new and what did not', async () => {
  const stdout = '7: Pulling from library/redis\nStatus: Image is up to date for redis:7\n';
  const answers = [{ when: ['docker', 'pull'], has: 'redis:7', stdout }];
  const { output } = await prepare(['redis:7', 'postgres:16'], { answers });
  expect(output).toMatch(/^redis:7 is up to date \(\d+\.\d s\)$/m);
  expect(output).toMatch(/^Pulled postgres:16 in \d+\.\d s$/m);
});

test('makes a container while another image is still pulled, but starts none out of turn', async () => {
  const answers = [{ when: ['docker', 'pull'], has: 'slow:1', delayMs: 1000 }];
  const { calls } = await prepare(['slow:1', 'quick:1'], { answers });
  const order = calls.map(outline).filter((call) => /^(create|start)/.test(call));
  expect(order).toEqual(['create quick:1', 'create slow:1', 'start', 'start']);
});

test('a container that cannot be made ends the job before the other images are here', async () => {
  const answers = [
    { when: ['docker', 'pull'], has: 'slow:1', delayMs: 30_000 },
    {
      when: ['docker', 'create'],
      has: 'bad:1',
      // The other pull has begun by then.
      delayMs: 2000,
      exitCode: 1,
      stderr: 'permission denied: i/o timeout',
    },
  ];
  const { calls, exitCode, output } = await prepare(['slow:1', 'bad:1'], { answers });
  expect(exitCode).toBe(1);
  expect(calls.map(outline)).not.toContain('start');
  // The pull that was stopped is neither tried again nor explained.
  expect(calls.map(outline).filter((call) => call === 'pull slow:1')).toHaveLength(1);
  expect(output.match(/^::(error|warning)::.*$/gm)).toEqual([
    expect.stringContaining('::error::docker create bad:1 failed: permission denied'),
  ]);
});

test('does not start what is ready when a pull fails for good, and removes what is made', async () => {
  const answers = [
    {
      when: ['docker', 'pull'],
      has: 'bad:1',
      exitCode: 1,
      stderr: 'manifest unknown',
      delayMs: 500,
    },
  ];
  const { calls, exitCode, output } = await prepare(['bad:1', 'quick:1'], { answers });
  expect(exitCode).toBe(1);
  expect(calls.map(outline)).not.toContain('start');
  expect(calls.map(outline).filter((call) => call === 'pull bad:1')).toHaveLength(1);
  expect(output.match(/^::error::.*$/gm)).toEqual([
    '::error::docker pull bad:1 failed: manifest unknown. Check name, tag and platform of the image, and that it was pushed.',
  ]);
  const names = calls.map(outline);
  expect(names.lastIndexOf('container ls')).toBeGreaterThan(names.indexOf('create quick:1'));
});
