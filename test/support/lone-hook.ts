/** The built hook as a process of its own, beside a daemon that only answers: what it loads, and how it ends. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFakeEngine } from '../../packages/hooks/test/fake-engine.ts';
import { projectFolder } from './project.ts';

export const dist = join(projectFolder(), 'packages/hooks/dist');

export interface LoneHook extends AsyncDisposable {
  directory: string;
  /** Starts one call. */
  start(request: object, started?: Started): ChildProcessWithoutNullStreams;
}

/** What starts the hook, where it is not this node and what was built. */
export interface Started {
  node?: string;
  nodeOptions?: string;
  hook?: string;
}

/** @param preloaded a script that node runs before the hook, in the folder that it is given */
export async function startLoneHook(preloaded: (directory: string) => string): Promise<LoneHook> {
  const directory = mkdtempSync(join(tmpdir(), 'lone-hook-'));
  const temp = join(directory, '_work/_temp');
  mkdirSync(temp, { recursive: true });
  mkdirSync(join(directory, 'config'));
  const script = join(directory, 'preloaded.cjs');
  writeFileSync(script, preloaded(directory));
  const engine = await startFakeEngine(directory);
  return {
    directory,
    start: (
      request,
      { node = process.execPath, nodeOptions = '', hook = join(dist, 'index.js') } = {},
    ) => {
      const child = spawn(node, ['--require', script, hook], {
        env: {
          NODE_OPTIONS: nodeOptions,
          DOCKER_HOST: `unix://${engine.socketPath}`,
          RUNNER_NAME: 'r',
          RUNNER_TEMP: temp,
          HOOK_DOCKER_CONFIG: join(directory, 'config'),
          GITHUB_WORKSPACE: join(directory, '_work/a/a'),
        },
      });
      child.stdin.end(JSON.stringify({ ...request, responseFile: join(temp, 'r.json') }));
      return child;
    },
    [Symbol.asyncDispose]: async () => {
      await engine[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true });
    },
  };
}
