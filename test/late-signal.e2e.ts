/** A signal that comes when all has been done: node takes some time to end, the more the more there was to do. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFakeEngine, type FakeEngine } from '../packages/hooks/test/fake-engine.ts';
import { projectFolder } from './support/project.ts';

const hook = join(projectFolder(), 'packages/hooks/dist/index.js');
const directory = mkdtempSync(join(tmpdir(), 'late-signal-'));
const temp = join(directory, '_work/_temp');
mkdirSync(temp, { recursive: true });
/** Tells of the end on stderr; with so much memory to give back, node takes a while for the rest. */
const slow = join(directory, 'slow.cjs');
writeFileSync(
  slow,
  `globalThis.much = Array.from({ length: 2e6 }, () => ({}));
process.on('exit', () => require('node:fs').writeSync(2, 'ending'));
`,
);

let engine: FakeEngine;
beforeAll(async () => {
  engine = await startFakeEngine(directory);
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s as a call ends does not make a failure of it',
  async (name) => {
    const child = spawn(process.execPath, ['--require', slow, hook], {
      env: {
        DOCKER_HOST: `unix://${engine.socketPath}`,
        RUNNER_NAME: 'r',
        RUNNER_TEMP: temp,
        GITHUB_WORKSPACE: join(directory, '_work/a/a'),
      },
    });
    const request = { command: 'cleanup_job', args: {}, responseFile: join(temp, 'r.json') };
    child.stdin.end(JSON.stringify(request));
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
