import { object, parseAs, parseJson, text } from '../shape.ts';
import type { Docker } from './docker.ts';
import type { OpenDaemon } from './engine-daemon.ts';
import { filters } from './engine-paths.ts';
import { lineReader } from './output.ts';

/** Of a network that a container joins; the actor is the network. */
const Connected = object({ Actor: object({ Attributes: object({ container: text }) }) });

/** What happens to containers (Engine API, "Monitor events"): each event is a line of JSON. */
export function engineEvents(open: OpenDaemon): Pick<Docker, 'watchEvents' | 'watchConnections'> {
  const watch = (query: string, onLine: (line: string) => void, signal: AbortSignal) =>
    open('docker events', signal).stream(
      { method: 'GET', path: `/events?${query}` },
      { take: lineReader(onLine) },
    );
  return {
    watchEvents: ({ containers, events, since }, onEvent, signal) => {
      const query = `since=${unixTime(since)}&${filters({ container: containers, event: events })}`;
      // Whoever waits looks for itself what has changed.
      return watch(query, onEvent, signal);
    },
    watchConnections: (network, onConnect, signal) => {
      // Networks of others have what names they like, of any length.
      const query = `since=0&${filters({ type: ['network'], event: ['connect'], network: [network] })}`;
      const tell = (line: string) => {
        const event = parseAs(Connected, parseJson(line));
        if (event.success) onConnect(event.data.Actor.Attributes.container);
      };
      return watch(query, tell, signal);
    },
  };
}

/** Seconds since 1970, to the nanosecond: docker's client changes times into these, too. */
export function unixTime(time: string): string {
  if (!time.includes('T')) return time;
  const nanoseconds = (/\.(\d{1,9})/.exec(time)?.[1] ?? '').padEnd(9, '0');
  return `${String(Math.floor(Date.parse(time) / 1000))}.${nanoseconds}`;
}
