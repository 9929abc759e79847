import { expect, test } from '@jest/globals';
import { DockerError, classifyStderr } from './docker-error.ts';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

test.each([
  [
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    'daemon',
  ],
  ['permission denied while trying to connect to the Docker daemon socket', 'daemon'],
  [
    'error during connect: Get "http://x:2375/v1.24/info": dial tcp: lookup x: no such host',
    'daemon',
  ],
  [
    "no available IPv4 addresses on this network's address pools: github_network_x (y)",
    'exhausted',
  ],
  ['client version 1.99 is too new. Maximum supported API version is 1.41', 'version'],
  ['"--workdir" requires API version 1.35, but the Docker daemon API version is 1.30', 'version'],
  [
    'failed to register layer: Error processing tar file(exit status 1): write /app: no space left on device',
    'full',
  ],
  ['Error response from daemon: a prune operation is already running', 'busy'],
  ['removal of container abc is already in progress', 'busy'],
  ['toomanyrequests: Rate exceeded', 'transient'],
  ['received unexpected HTTP status: 500 Internal Server Error', 'transient'],
  ['received unexpected HTTP status: 503 Service Unavailable', 'transient'],
  [
    `Error response from daemon: Head "https://${ecr}/v2/app/manifests/1": no basic auth credentials`,
    'auth',
  ],
  [
    `pull access denied for ${ecr}/app, repository does not exist or may require 'docker login': denied: Your authorization token has expired. Reauthenticate and try again.`,
    'auth',
  ],
  [
    `ecr-auth: no token for ${ecr}: The ECR API is asked too often (throttled).\nHead "https://${ecr}/v2/app/manifests/1": no basic auth credentials`,
    'auth',
  ],
  ['unauthorized: incorrect username or password', 'auth'],
  ['unknown: injected 401', 'auth'],
  [`login attempt to https://${ecr}/v2/ failed with status: 400 Bad Request`, 'auth'],
  [`manifest for ${ecr}/app:nope not found: manifest unknown: manifest unknown`, 'not-found'],
  ["name unknown: The repository with name 'nope' does not exist in the registry", 'not-found'],
  ['no matching manifest for linux/arm64/v8 in the manifest list entries', 'not-found'],
  ['invalid reference format: repository name must be lowercase', 'invalid'],
  ['net/http: request canceled (Client.Timeout exceeded while awaiting headers)', 'transient'],
  ['dial tcp 10.0.0.1:443: connect: connection refused', 'transient'],
  ['dial tcp: lookup registry.example.com on [::1]:53: server misbehaving', 'transient'],
  ['unexpected EOF', 'transient'],
  ['filesystem layer verification failed for digest sha256:0000', 'corrupt'],
  ['manifest verification failed for digest sha256:0000', 'corrupt'],
  ['unknown blob', 'corrupt'],
  [
    'failed commit on ref "layer-sha256:0000": unexpected commit digest sha256:1111, expected sha256:0000: failed precondition',
    'corrupt',
  ],
  ["invalid character '<' looking for beginning of value", 'corrupt'],
  [
    `Head "https://${ecr}/v2/app/manifests/1": x509: certificate signed by unknown authority`,
    'untrusted',
  ],
  [
    `Get "https://${ecr}/v2/": tls: failed to verify certificate: x509: certificate is valid for proxy, not ${ecr}`,
    'untrusted',
  ],
  ['something new', 'unknown'],
] as const)('"%s" has the reason %s', (stderr, reason) => {
  expect(classifyStderr(stderr)).toBe(reason);
});

test.each([
  ['app:429', 'Error response from daemon: No such image: app:429', 'not-found'],
  ['app:401', 'Error: No such image: app:401', 'not-found'],
  [
    'team/forbidden-app:1',
    `pull access denied for team/forbidden-app, repository does not exist or may require 'docker login'`,
    'auth',
  ],
  [
    `${ecr}/app:429`,
    `Error response from daemon: Head "https://${ecr}/v2/app/manifests/429": no basic auth credentials`,
    'auth',
  ],
  [
    `${ecr}/throttled:503`,
    `manifest for ${ecr}/throttled:503 not found: manifest unknown`,
    'not-found',
  ],
  [
    'app:401',
    'Head "https://x/v2/app/manifests/401": dial tcp: lookup x: no such host',
    'transient',
  ],
] as const)('does not take the name %s for a reason', (image, stderr, reason) => {
  const error = new DockerError({ operation: `docker pull ${image}`, exitCode: 1, stderr });
  expect(error.reason).toBe(reason);
});

test("says docker's last words without prefixes and without advice for a terminal", () => {
  const stderr = `Unable to find image 'x:1' locally\ndocker: Error response from daemon: No such image: x:1.\nSee 'docker run --help'.\n`;
  const error = new DockerError({ operation: 'docker run x:1', exitCode: 125, stderr });
  expect(error.message).toBe(
    "docker run x:1 failed: Unable to find image 'x:1' locally No such image: x:1.",
  );
});

test('names the exit code when docker says nothing', () => {
  const error = new DockerError({ operation: 'docker pull x', exitCode: 3, stderr: '' });
  expect(error.message).toBe('docker pull x failed: docker exited with code 3.');
});

test('advises on a daemon that does not answer', () => {
  const stderr = 'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?';
  expect(new DockerError({ operation: 'docker pull', exitCode: 1, stderr }).hint).toContain(
    'DOCKER_HOST',
  );
});

test('sorts words that a workflow has docker repeat as fast as others', () => {
  const started = performance.now();
  const stderr = `Error response from daemon: unknown runtime ${'removal '.repeat(30_000)}: denied: x`;
  expect(new DockerError({ operation: 'docker create x', exitCode: 1, stderr }).reason).toBe(
    'auth',
  );
  expect(performance.now() - started).toBeLessThan(2000);
});
