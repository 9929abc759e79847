/** The http servers of the environment, each on its own address. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server } from 'node:net';
import { createIdentities } from './aws-identities.ts';
import { issueForeignCertificate, type Certificate } from './ca.ts';
import type { Setup } from './control.ts';
import { upstream } from './docker-registry.ts';
import { createFakeAws, type AwsControl } from './fake-aws.ts';
import { createFakeGithub, type GithubControl } from './fake-github.ts';
import { githubToken } from './github-token.ts';
import { addresses } from './hosts.ts';
import { setInstanceAddress, stateFolder } from './namespace.ts';
import { createRegistryFront, type RegistryControl } from './registry-front.ts';

export interface Servers {
  readonly aws: AwsControl;
  readonly registry: RegistryControl;
  readonly github: GithubControl;
}

export async function startServers(setup: Setup, certificate: Certificate): Promise<Servers> {
  const identities = createIdentities(() => new Date());
  identities.addKey(setup.credentials);
  const aws = createFakeAws({
    identities,
    webIdentityToken: setup.webIdentityToken,
    setInstanceMetadata: setInstanceAddress,
  });
  const front = createRegistryFront(identities, upstream);
  const github = createFakeGithub({
    token: githubToken,
    places: [{ repo: 'octo/app', environments: ['production'] }, { org: 'octo' }],
  });
  const secure = (listener: RequestListener) => createTlsServer(certificate, listener);
  const registries = secure(front.serve);
  const distrust = async (host: string) =>
    registries.addContext(host, await issueForeignCertificate(stateFolder, host));
  await Promise.all([
    listen(secure(aws.serveApi), 443, addresses.api),
    listen(registries, 443, addresses.registry),
    listen(secure(github.serve), 443, addresses.github),
    listen(createServer(aws.serveMetadata), 80, addresses.instance),
    listen(createServer(aws.serveMetadata), 80, addresses.task),
    listen(createServer(aws.serveMetadata), 80, addresses.pod),
  ]);
  return { aws: aws.control, registry: { ...front.control, distrust }, github: github.control };
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}
