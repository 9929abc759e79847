import { Writable } from 'node:stream';
import type { Output } from '../src/docker/engine-frames.ts';

/** An output that keeps what it gets, in one order. */
export function collector(): { log: string[]; output: Output } {
  const log: string[] = [];
  const sink = (name: string) =>
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        log.push(`${name}: ${chunk.toString()}`);
        done();
      },
    });
  return { log, output: { stdout: sink('stdout'), stderr: sink('stderr') } };
}
