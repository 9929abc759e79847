/** The right answer with a body that goes wrong on its way. */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ends in the midst; every byte is another; a byte now and then. */
export type SpoiltBody = 'truncate' | 'corrupt' | 'drip';

/** Milliseconds between two bytes that drip. */
const dripEvery = 100;

export function isSpoilt(answer: unknown): answer is SpoiltBody {
  return answer === 'truncate' || answer === 'corrupt' || answer === 'drip';
}

/** The head is written already, with the length of the right body. */
export async function writeSpoilt(
  how: SpoiltBody,
  body: AsyncIterable<Buffer>,
  response: ServerResponse,
): Promise<void> {
  for await (const chunk of body) {
    if (how === 'corrupt') response.write(chunk.map((byte) => byte ^ 0xff));
    else if (how === 'drip') await drip(chunk, response);
    else {
      const half = chunk.subarray(0, chunk.length / 2);
      response.write(half, () => response.destroy());
      return;
    }
  }
  response.end();
}

async function drip(chunk: Buffer, response: ServerResponse): Promise<void> {
  for (const byte of chunk) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await sleep(dripEvery);
  }
}
