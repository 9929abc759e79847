import * as z from 'zod/mini';
import type { Docker } from './docker.ts';
import { containerPath } from './engine-containers.ts';
import type { OpenDaemon } from './engine-daemon.ts';

/** What the daemon says of a path beside its archive; only links have a target, an absolute one. */
const PathStat = z.object({ linkTarget: z.optional(z.string()) });

/** Bytes of an archive; whoever reads a file looks for a few lines. */
const largest = 1024 * 1024;

/** Files of containers (Engine API, "Get an archive of a filesystem resource in a container"). */
export function engineFiles(open: OpenDaemon): Pick<Docker, 'readFile'> {
  return {
    readFile: async (container, path) => {
      const daemon = open('docker cp');
      const archive = (of: string) =>
        daemon.read(
          {
            method: 'GET',
            path: `${containerPath(container)}/archive?path=${encodeURIComponent(of)}`,
          },
          largest,
        );
      const { head, text } = await archive(path);
      const target = linkTarget(head);
      return target ? (await archive(target)).text : text;
    },
  };
}

/** Where a link leads in the end; the archive of one holds nothing but the link. */
function linkTarget(head: string): string | undefined {
  const [, encoded = ''] = /^x-docker-container-path-stat: *(\S+)/im.exec(head) ?? [];
  try {
    return PathStat.parse(JSON.parse(Buffer.from(encoded, 'base64').toString())).linkTarget;
  } catch {
    return undefined; // The archive tells: in that of a link there is no file.
  }
}
