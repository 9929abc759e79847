/** Builds the environment inside the namespaces, in the order in which its parts need each other. */
import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createAuthority, issueCertificate } from './ca.ts';
import type { Setup } from './control.ts';
import { serveDns } from './dns.ts';
import { startDockerRegistry, upstreamUrl } from './docker-registry.ts';
import { startDockerd, type DockerdControl } from './dockerd.ts';
import { addresses, namesByAddress } from './hosts.ts';
import { pushImage, type SeededImage } from './image-push.ts';
import { parseReference } from './image-reference.ts';
import type { ImageSpec } from './images.ts';
import { sweepLeftovers } from './leftovers.ts';
import { prepareMounts, prepareNetwork, stateFolder, trustAuthority } from './namespace.ts';
import { pathsIn } from './paths.ts';
import { startScanner, type ScannerControl } from './secrets/scanner.ts';
import { startServers, type Servers } from './servers.ts';

export interface ImagesControl {
  seed(references: readonly string[], spec: ImageSpec): Promise<SeededImage>;
}

/** What a test can call. */
export type Targets = Servers & {
  readonly images: ImagesControl;
  readonly dockerd: DockerdControl;
  readonly scanner?: ScannerControl;
};

export async function buildEnvironment(setup: Setup, path: string): Promise<Targets> {
  // The sweep needs the machine's /proc, which prepareMounts hides.
  await sweepLeftovers();
  const { socket, caFile, home, logs } = pathsIn(setup.directory);
  for (const folder of [home, logs]) await mkdir(folder);
  await prepareMounts(home);
  await prepareNetwork();

  const [servers, dockerd] = await Promise.all([
    certify(caFile).then((certificate) => startServers(setup, certificate)),
    startDockerd({
      socket,
      gid: setup.dockerGid,
      cgroup: basename(setup.directory),
      stateFolder,
      logFile: join(logs, 'dockerd.log'),
      path,
      args: setup.dockerdArgs,
    }),
    serveDns(addresses.api, namesByAddress()),
    startDockerRegistry(stateFolder, join(logs, 'docker-registry.log'), path),
  ]);
  const { accessKeyId } = setup.credentials;
  return {
    ...servers,
    dockerd,
    images: { seed },
    ...(setup.watchesSecrets && {
      scanner: startScanner({ directory: setup.directory, socket, accessKeyId }),
    }),
  };
}

async function certify(caFile: string) {
  const authority = await createAuthority(stateFolder);
  await trustAuthority(authority.cert);
  await copyFile(authority.certFile, caFile);
  return issueCertificate(stateFolder, Object.values(namesByAddress()).flat());
}

function seed(references: readonly string[], spec: ImageSpec): Promise<SeededImage> {
  return pushImage(upstreamUrl, references.map(parseReference), spec);
}
