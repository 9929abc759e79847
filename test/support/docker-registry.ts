/** The registry behind the front: Debian's docker-registry, open, on loopback only. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDaemon } from './daemon.ts';
import type { Upstream } from './registry-proxy.ts';

export const upstream: Upstream = { host: '127.0.0.1', port: 5000 };
export const upstreamUrl = `http://${upstream.host}:${upstream.port}`;

/** The configuration is YAML, of which JSON is a part. */
const configuration = (folder: string) => ({
  version: '0.1',
  log: { level: 'warn', accesslog: { disabled: true } },
  storage: { filesystem: { rootdirectory: folder }, delete: { enabled: true } },
  http: { addr: `${upstream.host}:${upstream.port}`, relativeurls: true },
});

export async function startDockerRegistry(
  stateFolder: string,
  logFile: string,
  path: string,
): Promise<void> {
  const file = join(stateFolder, 'docker-registry.yml');
  await writeFile(file, JSON.stringify(configuration(join(stateFolder, 'registry'))));
  await startDaemon({
    argv: ['docker-registry', 'serve', file],
    env: { PATH: path },
    logFile,
    isReady: async () => (await fetch(`${upstreamUrl}/v2/`)).ok,
  });
}
