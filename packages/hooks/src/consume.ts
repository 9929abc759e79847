import type { Readable } from 'node:stream';

/** Somebody who takes a stream, chunk by chunk. */
export interface Taker {
  /**
   * The next chunk comes when what this returns is settled, and may stand in the same memory: what is kept is copied.
   * `false` ends the stream, as it was enough.
   */
  take: (chunk: Buffer) => unknown;
  /** Told of the end. @throws when the stream may not end here */
  end?: () => void;
}

/**
 * Hands a stream on to its end. A taker that is slow slows the sender down, so that nothing piles up here.
 * It does without `pipeline`, which costs a script step more than all it has to say
 * (docs/decisions/0018-shapes-on-the-way-of-a-step.md).
 *
 * @throws the error of the stream or of the taker
 */
export function consume(stream: Readable, { take, end }: Taker): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      reject(error);
      stream.destroy();
    };
    const onChunk = (chunk: Buffer) => {
      const taken = take(chunk);
      if (taken === false) {
        resolve();
        stream.destroy();
      } else if (taken instanceof Promise) {
        stream.pause();
        taken.then(() => stream.resume(), fail);
      }
    };
    stream.on('data', (chunk: Buffer) => {
      try {
        onChunk(chunk);
      } catch (error) {
        fail(error);
      }
    });
    stream.on('end', () => {
      try {
        end?.();
        resolve();
      } catch (error) {
        fail(error);
      }
    });
    stream.on('error', reject);
    stream.on('close', () => {
      reject(new Error('it ended before its end'));
    });
    // Whoever read its head may have paused it.
    stream.resume();
  });
}

/** All of a stream, or its begin. */
export async function textOf(stream: Readable, atMost = Infinity): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer) => {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    return size < atMost;
  };
  await consume(stream, { take });
  return Buffer.concat(chunks).subarray(0, atMost).toString();
}
