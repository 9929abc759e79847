/** A copy of the built hook, what `hooks compile` does to it, and what V8 then compiles in a call. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { dist, startLoneHook, type Started } from './lone-hook.ts';

/** Notes what is compiled, and whether V8 took code that was there for it. */
const tracer = (directory: string) => `const vm = require('node:vm');
const { _extensions: extensions } = require('node:module');
const scripts = [];
const load = extensions['.js'];
extensions['.js'] = (module, file) => { scripts.push({ file, from: 'source' }); load(module, file); };
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    const isUsed = options.cachedData !== undefined && !this.cachedDataRejected;
    scripts.push({ file: options.filename, from: isUsed ? 'cache' : 'source' });
  }
};
process.on('exit', () => {
  require('node:fs').writeFileSync(${JSON.stringify(record(directory))}, JSON.stringify(scripts));
});
`;

interface Script {
  /** By its name in the folder of the hook. */
  file: string;
  from: 'cache' | 'source';
}

export interface Call {
  exitCode: number | null;
  output: string;
  /** In the order in which they were loaded. */
  scripts: Script[];
}

export interface CompiledHook extends AsyncDisposable {
  folder: string;
  /** Where the code of a file is, for the node that runs the tests. */
  cacheOf(file: string): string;
  /** As it was built: changed by nobody, and not compiled. */
  reset(): void;
  /** Runs `hooks compile` of the copy. */
  compile(args?: readonly string[], node?: readonly string[], env?: NodeJS.ProcessEnv): Outcome;
  /** The same in the background; resolves with its exit code. */
  startCompile(): Promise<number | null>;
  /** One call of the hook; a script step when nothing else is said. */
  call(command?: string, args?: object, started?: Started): Promise<Call>;
}

interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

export const thisNode = `${process.version}-${process.arch}`;

export const step = { entryPoint: 'sh', entryPointArgs: ['-e', '/x.sh'] };
const state = { version: 1, network: 'n', container: 'c'.repeat(64), services: [] };

export async function startCompiledHook(): Promise<CompiledHook> {
  const lone = await startLoneHook(tracer);
  const folder = join(lone.directory, 'dist');
  return {
    folder,
    cacheOf: (file) => join(folder, 'code-cache', thisNode, `${file}.cache`),
    reset: () => {
      rmSync(folder, { recursive: true, force: true });
      cpSync(dist, folder, { recursive: true });
    },
    compile: (args = [], [program = '', ...flags] = [process.execPath], env = {}) => {
      const argv = [...flags, join(folder, 'cli.js'), 'compile', ...args];
      const { status, stdout, stderr } = spawnSync(program, argv, { encoding: 'utf8', env });
      return { status, stdout, stderr };
    },
    startCompile: async () => {
      const child = spawn(process.execPath, [join(folder, 'cli.js'), 'compile'], { env: {} });
      const [exitCode] = (await once(child, 'exit')) as [number | null];
      return exitCode;
    },
    call: async (command = 'run_script_step', args = step, started = {}) => {
      rmSync(record(lone.directory), { force: true });
      const hook = join(folder, 'index.js');
      const child = lone.start({ command, args, state }, { hook, ...started });
      const output = Promise.all([text(child.stdout), text(child.stderr)]);
      const [exitCode] = (await once(child, 'exit')) as [number | null];
      const scripts = JSON.parse(readFileSync(record(lone.directory), 'utf8')) as Script[];
      const inFolder = scripts.map(({ file, from }) => ({
        file: file.replace(`${folder}/`, ''),
        from,
      }));
      return { exitCode, output: (await output).join(''), scripts: inFolder };
    },
    [Symbol.asyncDispose]: () => lone[Symbol.asyncDispose](),
  };
}

function record(directory: string): string {
  return join(directory, 'scripts.json');
}
