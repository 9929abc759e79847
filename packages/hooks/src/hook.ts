import { setMaxListeners } from 'node:events';
import { closeSync, openSync, readSync } from 'node:fs';
import { textOf } from './consume.ts';
import { main } from './main.ts';
import { largestRequest } from './protocol/request.ts';

declare const HOOK_VERSION: string;

/** Milliseconds between two looks whether the runner still lives. */
const parentInterval = 1000;

/** The edge of the process: arguments, stdin, signals, exit code. Everything else is main.ts. */
async function start(): Promise<number> {
  const [argument] = process.argv.slice(2);
  if (argument !== undefined || process.stdin.isTTY) {
    const { usage } = await import('./usage.ts');
    return usage(argument, {
      print: (line) => process.stdout.write(`${line}\n`),
      complain: (line) => process.stderr.write(`${line}\n`),
    });
  }
  // Opened before any docker starts: node makes them non-blocking at the first touch (also from deep
  // inside, as in `pipe`), for a docker that runs already too, which then loses output to EAGAIN. A
  // docker that starts later gets them blocking again (libuv).
  const { stdout, stderr } = process;
  // A reader that is gone is no reason to leave containers behind.
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  const controller = new AbortController();
  // As many listeners as docker processes: node would warn of more than ten.
  setMaxListeners(0, controller.signal);
  const cancel = (reason: string) => {
    controller.abort(new Error(`cancelled by ${reason}`));
    // Ends the wait for a request that never comes.
    process.stdin.destroy();
  };
  // The runner sends SIGINT, after 7.5 s SIGTERM, after another 2.5 s SIGKILL.
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      cancel(name);
    });
  }
  // A Worker that was killed signals nothing. What ran on would meet the runner's next job.
  const parentPid = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parentPid) cancel('the end of the runner');
  }, parentInterval);
  watch.unref();
  return main({
    // One byte more tells that it is too long.
    readStdin: () => textOf(process.stdin, largestRequest + 1),
    write: (line) => stdout.write(line),
    output: { stdout, stderr },
    newToken: unpredictableWord,
    callId: `${String(process.pid)}-${String(process.hrtime.bigint())}`,
    version: HOOK_VERSION,
    env: process.env,
    parentPid,
    architecture: process.arch,
    signal: controller.signal,
  });
}

/** 128 bits of the kernel's (`random(4)`), as node:crypto takes 2 ms to load. */
function unpredictableWord(): string {
  const bytes = Buffer.alloc(16);
  const source = openSync('/dev/urandom', 'r');
  const size = readSync(source, bytes);
  closeSync(source);
  if (size < bytes.length) throw new Error('/dev/urandom has no random bytes');
  return bytes.toString('hex');
}

// Should nothing be left to wait for before there is an answer, node ends: that is no success.
process.exitCode = 1;
void start().then((exitCode) => {
  process.exitCode = exitCode;
  const isWritten = process.stdout.writableLength + process.stderr.writableLength === 0;
  // At once, since node ends in steps, and a signal that came after its handlers are gone would make a failure of
  // what has been done. Not with output that the runner has yet to read, which would be lost, nor after a failure,
  // as a process may still be ending.
  if (exitCode === 0 && isWritten) process.exit();
});
