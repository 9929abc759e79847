/** Sees how docker describes containers, as soon as they are made, and images. */
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** @param see gets a name and the JSON of `docker inspect` */
export type SeeDescription = (name: string, json: string) => void;

const events = `/events?${new URLSearchParams({
  filters: JSON.stringify({ type: ['container'], event: ['create'] }),
}).toString()}`;

/** Follows the daemon, and the next one when a test starts another. Ends when `signal` says so. */
export async function watchContainers(
  socketPath: string,
  see: SeeDescription,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await ask(socketPath, events, signal, (line) => {
      const { id } = JSON.parse(line) as { id: string };
      void describe(socketPath, 'containers', id, see, signal);
    });
    await sleep(50, undefined, { signal }).catch(() => undefined);
  }
}

/** All that are there; nothing when the daemon does not answer. */
export async function seeAll(
  socketPath: string,
  see: SeeDescription,
  signal: AbortSignal,
): Promise<void> {
  for (const kind of ['containers', 'images'] as const) {
    const list = await get(socketPath, `/${kind}/json?all=1`, signal);
    const ids = (JSON.parse(list || '[]') as { Id: string }[]).map(({ Id }) => Id);
    await Promise.all(ids.map((id) => describe(socketPath, kind, id, see, signal)));
  }
}

async function describe(
  socketPath: string,
  kind: 'containers' | 'images',
  id: string,
  see: SeeDescription,
  signal: AbortSignal,
): Promise<void> {
  const json = await get(socketPath, `/${kind}/${id}/json`, signal);
  if (json) see(`${kind.slice(0, -1)} ${id.replace('sha256:', '').slice(0, 12)}`, json);
}

async function get(socketPath: string, path: string, signal: AbortSignal): Promise<string> {
  const lines: string[] = [];
  await ask(socketPath, path, signal, (line) => lines.push(line));
  return lines.join('\n');
}

/** Takes the lines of an answer; resolves at its end, whatever that is. */
function ask(
  socketPath: string,
  path: string,
  signal: AbortSignal,
  take: (line: string) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      resolve();
    };
    request({ socketPath, path, signal, agent: false }, (answer) => {
      let rest = '';
      answer
        .setEncoding('utf8')
        .on('data', (chunk: string) => {
          const lines = `${rest}${chunk}`.split('\n');
          rest = lines.pop() ?? '';
          if (answer.statusCode === 200) lines.filter(Boolean).forEach(take);
        })
        .on('error', done)
        .on('close', done);
    })
      .on('error', done)
      .end();
  });
}
