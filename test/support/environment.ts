/**
 * The offline test environment: a docker daemon, registries and AWS in namespaces of their own.
 * See README.md in this folder.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { tally } from '../soak/tally.ts';
import { remote } from './control.ts';
import { dockerdMethods, type DockerdControl } from './dockerd.ts';
import { githubMethods, type GithubControl } from './fake-github.ts';
import { awsMethods, type AwsControl } from './fake-aws.ts';
import type { SeededImage } from './image-push.ts';
import type { ImageSpec } from './images.ts';
import {
  commandInside,
  runInside,
  type CommandOptions,
  type RunOptions,
  type RunResult,
} from './inside.ts';
import { launch } from './launch.ts';
import { environmentsFolder, nameEnvironment } from './leftovers.ts';
import { pathsIn } from './paths.ts';
import { requirePrograms, resolvePrivileges, searchPath, toolsIn } from './programs.ts';
import { registryMethods, type RegistryControl } from './registry-front.ts';
import { nameOf } from './secrets/name-of.ts';
import { plant } from './secrets/planted.ts';
import { recordArguments } from './secrets/record-arguments.ts';
import { scannerMethods, type ScannerControl } from './secrets/scanner.ts';
import { watchSecrets, type Secrets } from './secrets/watch-secrets.ts';
import type { ImagesControl } from './supervisor.ts';

export type { AwsKey } from './aws-identities.ts';
export type { AwsControl, AwsRequest } from './fake-aws.ts';
export type { Fault } from './faults.ts';
export type { SeededImage } from './image-push.ts';
export type { Healthcheck, ImageSpec } from './images.ts';
export type { CommandOptions, RunOptions, RunResult, User } from './inside.ts';
export type { RegistryControl, RegistryRequest } from './registry-front.ts';

export interface Environment extends AsyncDisposable {
  /**
   * A private directory on disk, the same for the tests, dockerd and everything inside. Its path is
   * short enough for unix sockets; every user may pass through it, only root may list it.
   */
  readonly directory: string;
  /** `unix://...`; works outside of the namespaces, too. */
  readonly dockerHost: string;
  /** The group that owns the socket; it has no name. */
  readonly dockerGid: number;
  /** The authority's certificate. Programs inside trust it through /etc/ssl/certs, node does not. */
  readonly caFile: string;
  /** The PATH with which the environment itself was started. */
  readonly path: string;
  /** The same for runners: their docker writes its arguments down, for `secrets` to look at. */
  readonly runnerPath: string;
  /** A long-lived key which the fake AWS knows from the start. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** A JWT which STS accepts for any role. */
  readonly webIdentityToken: string;
  /**
   * The argv that starts `argv` inside, with docker's group as the only supplementary one. Without
   * `env` the program gets what the command is started with; below sudo that is not PATH.
   */
  command(argv: readonly string[], options?: CommandOptions): string[];
  /** Runs a program inside; its environment is exactly `env`. Throws only when the time is up. */
  run(argv: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** The docker CLI, to arrange and to look; throws if it fails, resolves to its trimmed stdout. */
  docker(...args: string[]): Promise<string>;
  readonly dockerd: DockerdControl;
  readonly aws: AwsControl;
  readonly registry: RegistryControl;
  readonly github: GithubControl;
  /** Watches over all that tests plant; when it finds one, the end of the environment throws. */
  readonly secrets: Secrets;
  /** Puts an image into the registries under these references; the daemon does not learn of it. */
  seedImage(references: readonly string[], image?: ImageSpec): Promise<SeededImage>;
}

export interface EnvironmentOptions {
  /** More arguments for dockerd. */
  readonly dockerdArgs?: readonly string[];
  readonly deadlineMs?: number;
  /** Default true; benchmarks have the processors for themselves. */
  readonly watchesSecrets?: boolean;
}

/** A number that no group of a machine has; docker needs no name for it. */
const dockerGid = 47_100;

/** Every way in which this can fail ends in an error that says what to do. */
export async function startEnvironment({
  dockerdArgs = [],
  deadlineMs = 30_000,
  watchesSecrets = true,
}: EnvironmentOptions = {}): Promise<Environment> {
  const path = searchPath(process.env['PATH']);
  requirePrograms(path);
  const privileges = await resolvePrivileges(process.getuid?.() ?? 0);
  const directory = join(environmentsFolder, await nameEnvironment(process.pid));
  const credentials = makeCredentials();
  const webIdentityToken = makeWebIdentityToken();
  const setup = {
    directory,
    dockerGid,
    dockerdArgs,
    webIdentityToken,
    credentials,
    watchesSecrets,
  };

  await mkdir(directory);
  await chmod(directory, 0o711);
  const { call, pid, stop } = await launch({ setup, privileges, path, deadlineMs });
  const inside = { pid, dockerGid, privileges, tools: toolsIn(path) };
  const { socket, caFile, home } = pathsIn(directory);
  const dockerHost = `unix://${socket}`;
  const env = { PATH: path, HOME: home, DOCKER_HOST: dockerHost };
  const images = remote<ImagesControl>(call, 'images', ['seed']);
  const scanner = remote<ScannerControl>(call, 'scanner', scannerMethods);
  const { secrets, end } = watchSecrets(watchesSecrets ? scanner : undefined, (figures) => {
    // Only tests have a place for it.
    if (process.env['SOAK_TALLY'] !== undefined) tally('secrets', figures);
  });

  return {
    directory,
    dockerHost,
    dockerGid,
    caFile,
    path,
    credentials,
    webIdentityToken,
    dockerd: remote<DockerdControl>(call, 'dockerd', dockerdMethods),
    runnerPath: watchesSecrets ? recordArguments(directory, path) : path,
    aws: remote<AwsControl>(call, 'aws', awsMethods),
    registry: remote<RegistryControl>(call, 'registry', registryMethods),
    github: remote<GithubControl>(call, 'github', githubMethods),
    command: (argv, options) => commandInside(inside, argv, options),
    async run(argv, options) {
      const result = await runInside(inside, argv, options);
      secrets.look({ in: 'output', of: nameOf(argv) }, `${result.stdout}\n${result.stderr}`);
      return result;
    },
    secrets,
    async docker(...args) {
      const { exitCode, stdout, stderr } = await runInside(inside, ['docker', ...args], { env });
      if (exitCode !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr.trim()}`);
      return stdout.trim();
    },
    seedImage: (references, image = {}) => images.seed(references, image),
    [Symbol.asyncDispose]: () => end(stop),
  };
}

function makeCredentials(): Environment['credentials'] {
  return {
    accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: plant('AWS secret access key', randomBytes(16).toString('base64')),
  };
}

/** Has the form of a JWT; nobody but the fake STS looks into it. */
function makeWebIdentityToken(): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: 'https://oidc.example.com', aud: 'sts.amazonaws.com', sub: 'runner' };
  return [
    encode({ alg: 'RS256', typ: 'JWT' }),
    encode(claims),
    plant('web identity token', randomBytes(32).toString('base64url')),
  ].join('.');
}
