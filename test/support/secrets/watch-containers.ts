/** Sees how docker describes containers, as soon as they are made, and images. */
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** @param see gets an id and the JSON of `docker inspect` */
export type SeeDescription = (kind: 'container' | 'image', id: string, json: string) => void;

const events = `/events?${new URLSearchParams({
  filters: JSON.stringify({ type: ['container'], event: ['create'] }),
}).toString()}`;

/** Milliseconds: a daemon that a test has stopped does not answer. */
const patience = 2000;

/** Follows the daemon, and the next one when a test starts another. */
export async function watchContainers(socketPath: string, see: SeeDescription): Promise<never> {
  for (;;) {
    await ask({ socketPath, path: events }, (line) => {
      const { id } = JSON.parse(line) as { id: string };
      void describe(socketPath, 'container', id, see);
    });
    await sleep(50);
  }
}

/** All that are there; nothing when the daemon does not answer. */
export async function seeAll(socketPath: string, see: SeeDescription): Promise<void> {
  for (const kind of ['container', 'image'] as const) {
    const list = await get(socketPath, `/${kind}s/json?all=1`);
    const ids = (JSON.parse(list || '[]') as { Id: string }[]).map(({ Id }) => Id);
    await Promise.all(ids.map((id) => describe(socketPath, kind, id, see)));
  }
}

async function describe(
  socketPath: string,
  kind: 'container' | 'image',
  id: string,
  see: SeeDescription,
): Promise<void> {
  const json = await get(socketPath, `/${kind}s/${id}/json`);
  if (json) see(kind, id.replace('sha256:', ''), json);
}

async function get(socketPath: string, path: string): Promise<string> {
  const lines: string[] = [];
  const signal = AbortSignal.timeout(patience);
  await ask({ socketPath, path, signal }, (line) => lines.push(line));
  return lines.join('\n');
}

/** Takes the whole lines of an answer; resolves at its end, whatever that is. */
function ask(
  what: { socketPath: string; path: string; signal?: AbortSignal },
  take: (line: string) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      resolve();
    };
    request({ ...what, agent: false }, (answer) => {
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
