import type { Taker } from '../consume.ts';
import { flag, object, optional } from '../shape.ts';
import type { Docker } from './docker.ts';
import type { OpenDaemon } from './engine-daemon.ts';
import { createFrameReader } from './engine-frames.ts';
import { containerPath } from './engine-paths.ts';
import { lastLines, tailBuffer } from './output.ts';

const Terminal = object({ Config: object({ Tty: optional(flag) }) });

/** What containers say (Engine API, "Get container logs"). */
export function engineLogs(open: OpenDaemon): Pick<Docker, 'logs'> {
  return {
    logs: async (container, lastBytes) => {
      const daemon = open('docker logs');
      const path = containerPath(container);
      const tail = tailBuffer(lastBytes);
      // With a terminal there is one stream, and it has no frames. Both are asked for at once.
      const taker = daemon
        .ask(Terminal, { method: 'GET', path: `${path}/json` })
        .then(({ Config }) => (Config.Tty ? { take: tail.add } : framesTo(tail.add)));
      const query = `stdout=1&stderr=1&details=1&tail=${lastLines}`;
      const take = async (chunk: Buffer) => (await taker).take(chunk);
      const read = daemon.stream({ method: 'GET', path: `${path}/logs?${query}` }, { take });
      await Promise.all([taker, read]);
      return tail.text();
    },
  };
}

function framesTo(take: (chunk: Buffer) => void): Taker {
  const frames = createFrameReader();
  return {
    take: (chunk) => {
      for (const { bytes } of frames.read(chunk)) take(bytes);
    },
  };
}
