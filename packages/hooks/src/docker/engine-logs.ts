import type { Taker } from '../consume.ts';
import { flag, object, optional } from '../shape.ts';
import type { Docker } from './docker.ts';
import type { OpenDaemon } from './engine-daemon.ts';
import { createFrameReader } from './engine-frames.ts';
import { containerPath, filters } from './engine-paths.ts';
import { lastLines, lineReader, tailBuffer } from './output.ts';

const Terminal = object({ Config: object({ Tty: optional(flag) }) });

/** What containers say and what happens to them (Engine API, "Get container logs", "Monitor events"). */
export function engineLogs(open: OpenDaemon): Pick<Docker, 'logs' | 'watchEvents'> {
  return {
    logs: async (container, lastBytes) => {
      const daemon = open('docker logs');
      const path = containerPath(container);
      const tail = tailBuffer(lastBytes);
      // With a terminal there is one stream, and it has no frames.
      const { Config } = await daemon.ask(Terminal, { method: 'GET', path: `${path}/json` });
      const taker = Config.Tty ? { take: tail.add } : framesTo(tail.add);
      const query = `stdout=1&stderr=1&details=1&tail=${lastLines}`;
      await daemon.stream({ method: 'GET', path: `${path}/logs?${query}` }, taker);
      return tail.text();
    },
    watchEvents: async ({ containers, events, since }, onEvent, signal) => {
      const query = `since=${unixTime(since)}&${filters({ container: containers, event: events })}`;
      // Each event is a line of JSON; whoever waits looks for itself what has changed.
      const lines = { take: lineReader(onEvent) };
      await open('docker events', signal).stream(
        { method: 'GET', path: `/events?${query}` },
        lines,
      );
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

/** Seconds since 1970, to the nanosecond: docker's client changes times into these, too. */
export function unixTime(time: string): string {
  if (!time.includes('T')) return time;
  const nanoseconds = (/\.(\d{1,9})/.exec(time)?.[1] ?? '').padEnd(9, '0');
  return `${String(Math.floor(Date.parse(time) / 1000))}.${nanoseconds}`;
}
