import { parseJson } from '../shape.ts';
import type { Docker } from './docker.ts';
import { DockerError } from './docker-error.ts';
import type { OpenDaemon } from './engine-daemon.ts';
import { parseImageRef } from './image-ref.ts';
import { lineReader } from './output.ts';

/** A line of the daemon's report (moby, `pkg/jsonmessage`). */
interface Message {
  id?: unknown;
  status?: unknown;
  /** Bytes of a layer. */
  progressDetail?: unknown;
  error?: unknown;
}

/**
 * Pulls without docker's client (Engine API, "Create an image").
 * @param defaultPlatform DOCKER_DEFAULT_PLATFORM of the runner, which the client would read
 */
export function enginePull(
  open: OpenDaemon,
  defaultPlatform: string | undefined,
): Required<Pick<Docker, 'pullWith'>> {
  return {
    pullWith: async (image, credentials, { platform = defaultPlatform, signal, onLine }) => {
      const operation = `docker pull ${image}`;
      let failure: string | undefined;
      const bytes = new Map<unknown, string>();
      const report = lineReader((line) => {
        // A proxy may add a line; the end of the pull is the daemon's to tell.
        const message = (parseJson(line) ?? {}) as Message;
        const { id, status, progressDetail, error } = message;
        if (typeof error === 'string') failure = error;
        if (typeof status !== 'string') return;
        // Some daemons repeat them at every tick of a clock.
        const said = `${status} ${JSON.stringify(progressDetail)}`;
        if (bytes.get(id) !== said) onLine(id ? `${String(id)}: ${status}` : status);
        bytes.set(id, said);
      });
      const path = `/images/create?${query(image, platform)}`;
      const headers = credentials ? { 'X-Registry-Auth': encode(credentials) } : {};
      await open(operation, signal).stream({ method: 'POST', path, headers }, { take: report });
      if (failure === undefined) return;
      throw new DockerError({ operation, exitCode: undefined, stderr: failure });
    },
  };
}

/** Without a tag the daemon would pull all of them. */
function query(image: string, platform: string | undefined): URLSearchParams {
  const { host, repository, tag, digest } = parseImageRef(image);
  return new URLSearchParams({
    fromImage: `${host}/${repository}`,
    tag: digest ?? tag ?? 'latest',
    ...(platform ? { platform: platform.toLowerCase() } : {}),
  });
}

/** With its padding, without which the daemon takes it for none (Go, `base64.URLEncoding`). */
function encode(credentials: object): string {
  const text = Buffer.from(JSON.stringify(credentials)).toString('base64');
  return text.replaceAll('+', '-').replaceAll('/', '_');
}
