import { object, optional, parseAs, parseJson, text } from '../shape.ts';
import type { Docker } from './docker.ts';
import type { OpenDaemon } from './engine-daemon.ts';
import { headerOf } from './engine-header.ts';
import { containerPath } from './engine-paths.ts';

/** What the daemon says of a path; only links have a target, an absolute one. */
const PathStat = object({ linkTarget: optional(text) });

/** Bytes of an archive; whoever reads a file looks for a few lines. */
const largest = 1024 * 1024;

/**
 * Files of containers (Engine API, "Get an archive of a filesystem resource in a container", and its HEAD).
 * An archive costs a daemon before 23 a process, so a look comes first.
 */
export function engineFiles(open: OpenDaemon): Pick<Docker, 'hasFile' | 'readFile'> {
  const daemon = open('docker cp');
  const archive = (container: string, path: string) =>
    `${containerPath(container)}/archive?path=${encodeURIComponent(path)}`;
  return {
    hasFile: async (container, path) => (await daemon.head(archive(container, path))) !== undefined,
    readFile: async (container, path) => {
      const head = (await daemon.head(archive(container, path))) ?? '';
      const file = archive(container, linkTarget(head) ?? path);
      return daemon.read({ method: 'GET', path: file }, largest);
    },
  };
}

/** Where a link leads in the end; an archive of the link itself would hold nothing else. */
function linkTarget(head: string): string | undefined {
  const encoded = headerOf(head, 'x-docker-container-path-stat') ?? '';
  const stat = parseAs(PathStat, parseJson(Buffer.from(encoded, 'base64').toString()));
  return stat.success ? stat.data.linkTarget || undefined : undefined;
}
