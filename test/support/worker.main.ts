/**
 * The runner's Worker, as far as the hook can see it: the parent process, with the Worker's
 * environment, name and log. It starts the hook as the real one does (actions/runner,
 * `ProcessInvoker.cs`): stdin is one document, cancel signals go to the hook's pid alone.
 *
 * It reads one JSON line from stdin (WorkerOrder), after that one signal name per line, and ends
 * with the hook's exit code.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import type { HookTimes, WorkerOrder } from './runner/order.ts';

process.title = 'Runner.Worker';

/** One writer, open to the end of the Worker; the earlier files are closed (`HostTraceListener.cs`). */
function writeLog(pages: WorkerOrder['log'] = []): void {
  for (const [index, { file, text }] of pages.entries()) {
    const descriptor = openSync(file, 'a');
    writeSync(descriptor, text);
    if (index < pages.length - 1) closeSync(descriptor);
  }
}

function startHook({ program, args, env, cwd, input, log, timesFile }: WorkerOrder): ChildProcess {
  writeLog(log);
  const started = performance.now();
  const hook = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  hook.once('error', (error) => {
    console.error(`worker: ${error.message}`);
    process.exit(126);
  });
  hook.once('exit', (code, signal) => {
    const now = performance.now();
    const times: HookTimes = { ms: now - started, endedAt: performance.timeOrigin + now };
    writeFileSync(timesFile, JSON.stringify(times));
    process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0));
  });
  hook.stdin.on('error', () => undefined);
  if (input !== undefined) hook.stdin.end(input);
  return hook;
}

let hook: ChildProcess | undefined;
createInterface({ input: process.stdin }).on('line', (line) => {
  if (hook) hook.kill(line as NodeJS.Signals);
  else hook = startHook(JSON.parse(line) as WorkerOrder);
});
