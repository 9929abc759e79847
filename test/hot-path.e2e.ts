/** What a script step loads: every step of every job pays for it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { startFakeEngine, type FakeEngine } from '../packages/hooks/test/fake-engine.ts';
import { projectFolder } from './support/project.ts';

const dist = join(projectFolder(), 'packages/hooks/dist');
const directory = mkdtempSync(join(tmpdir(), 'hot-path-'));
const temp = join(directory, '_work/_temp');
const record = join(directory, 'loaded.json');
const tracer = join(directory, 'tracer.cjs');
mkdirSync(temp, { recursive: true });
mkdirSync(join(directory, 'config'));
writeFileSync(
  tracer,
  `const { _extensions: extensions } = require('node:module');
const files = [];
const load = extensions['.js'];
extensions['.js'] = (module, file) => { files.push(file); load(module, file); };
process.on('exit', () => {
  const builtIn = process.moduleLoadList;
  require('node:fs').writeFileSync(${JSON.stringify(record)}, JSON.stringify({ files, builtIn }));
});
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

const features = ['credential-helper', 'service-names', 'parallel-pulls', 'pull-policy'];
const on = { variant: 'on', reason: 'default' };
const state = {
  version: 1,
  network: 'n',
  container: 'c'.repeat(64),
  services: [],
  clientPath: '/bin',
  features: Object.fromEntries([...features, 'engine-exec', 'health-events'].map((n) => [n, on])),
};

/** Files and modules of node that one call of the built hook loads. */
async function loadedBy(command: string, args: object, hook = join(dist, 'index.js')) {
  const child = spawn(process.execPath, ['--require', tracer, hook], {
    env: {
      DOCKER_HOST: `unix://${engine.socketPath}`,
      RUNNER_NAME: 'r',
      RUNNER_TEMP: temp,
      HOOK_DOCKER_CONFIG: join(directory, 'config'),
      GITHUB_WORKSPACE: join(directory, '_work/a/a'),
    },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.end(JSON.stringify({ command, args, state, responseFile: join(temp, 'r.json') }));
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  const text = readFileSync(record, 'utf8');
  return { exitCode, ...(JSON.parse(text) as { files: string[]; builtIn: string[] }) };
}

test('a script step opens one file, and no module of node that it does not need', async () => {
  const step = { entryPoint: 'sh', entryPointArgs: ['-e', '/x.sh'], prependPath: ['/added'] };
  const { exitCode, files, builtIn } = await loadedBy('run_script_step', step);
  expect(exitCode).toBe(0);
  expect(files).toEqual([join(dist, 'index.js')]);
  // Node parses all of it in every step.
  expect(statSync(join(dist, 'index.js')).size).toBeLessThan(80_000);
  const costly = ['crypto', 'perf_hooks', 'child_process', 'http', 'fs/promises'];
  expect(costly.filter((name) => builtIn.includes(`NativeModule ${name}`))).toEqual([]);
});

test.each([
  ['prepare_job', {}],
  ['run_container_step', { image: 'octo/action:1' }],
  ['cleanup_job', {}],
])('%s opens one file more, with all that it needs in most jobs', async (command, args) => {
  const { files, builtIn } = await loadedBy(command, args);
  const names = files.map((file) => relative(dist, file));
  const costly = ['crypto', 'perf_hooks', 'http', 'fs/promises'];
  expect(costly.filter((name) => builtIn.includes(`NativeModule ${name}`))).toEqual([]);
  expect(names).toEqual(['index.js', expect.stringMatching(/^chunks\/commands-\w+\.js$/)]);
});

test('no file is loaded twice, also when the hook is started by the name of a link', async () => {
  const link = join(directory, 'hook.js');
  symlinkSync(join(dist, 'index.js'), link);
  const { files } = await loadedBy('prepare_job', {}, link);
  expect(files).toContain(join(dist, 'index.js'));
  expect(files).toEqual([...new Set(files)]);
});

test('an error class exists once in the hook, or no chunk would know the errors of another', () => {
  const ofHook = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js') && file !== 'cli.js' && !file.includes('-own-'))
    .filter((file) => readFileSync(join(dist, file), 'utf8').includes('HookError = class'));
  expect(ofHook).toEqual(['index.js']);
});
