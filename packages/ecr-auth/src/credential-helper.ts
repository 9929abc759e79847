import { createEcrAuth } from './ecr-auth.ts';
import { EcrAuthError, explain } from './errors.ts';
import { parseEcrHost } from './registry.ts';

declare const ECR_AUTH_VERSION: string;

export interface Answer {
  exitCode: 0 | 1;
  stdout: string;
}

export interface HelperIo {
  /** For people; docker hands it on. */
  warn: (line: string) => void;
  readInput: () => string;
}

/**
 * Texts that docker compares (docker-credential-helpers, `credentials/error.go`); every other one is
 * shown to the user.
 */
const notFound = 'credentials not found in native keychain';
const noServer = 'no credentials server URL';

const help = `docker-credential-ecr-auth: credential helper of docker for Amazon ECR.

Usage: docker-credential-ecr-auth COMMAND

docker starts it, and asks on stdin. For people there is ecr-auth.

Commands:
  get      prints the credentials of the registry host on stdin, as JSON
  store    does nothing, successfully: tokens come from AWS
  erase    drops the cached token of the registry host on stdin
  list     prints the hosts that have a cached token, as JSON
  version  prints the version

Options:
  --help     print this text
  --version  print the version

Exit codes (docker fixes these; it takes an error from stdout):
  0  done
  1  failed, or called wrongly

Examples:
  echo 123456789012.dkr.ecr.eu-west-1.amazonaws.com |
    docker-credential-ecr-auth erase

Documentation: docs/ecr-auth.md`;

const wrongCall = 'It takes one command. See --help.';

/**
 * One call of docker (docker-credential-helpers, README, "Development"): an action as the only
 * argument, the server or JSON on stdin; the answer, errors too, on stdout.
 */
export async function handle(args: readonly string[], io: HelperIo): Promise<Answer> {
  const [action = '', ...more] = args;
  if (more.length > 0) return { exitCode: 1, stdout: wrongCall };
  switch (action) {
    case 'get':
      return get(serverIn(io.readInput()), io);
    case 'store':
      // A stray `docker login` succeeds, and nothing is kept: tokens come from AWS.
      return { exitCode: 0, stdout: '' };
    case 'erase':
      return erase(serverIn(io.readInput()), io);
    case 'list':
      return list(io);
    case 'version':
    case '--version':
      return {
        exitCode: 0,
        stdout: `docker-credential-ecr-auth (@ecr-runner-hooks/ecr-auth) ${ECR_AUTH_VERSION}`,
      };
    case '--help':
    case '-h':
      return { exitCode: 0, stdout: help };
    default:
      return {
        exitCode: 1,
        stdout:
          action === '' ? wrongCall : `There is no command "${printable(action)}". See --help.`,
      };
  }
}

async function get(server: string, io: HelperIo): Promise<Answer> {
  if (server === '') return { exitCode: 1, stdout: noServer };
  const host = hostOf(server);
  const registry = parseEcrHost(host);
  if (!registry) return { exitCode: 1, stdout: notFound };
  try {
    const { username, password } = await createEcrAuth(io).getToken(registry.host);
    return {
      exitCode: 0,
      stdout: JSON.stringify({ ServerURL: server, Username: username, Secret: password }),
    };
  } catch (error) {
    // Anyone may pull from the public gallery, only less often.
    const anonymous = registry.service === 'ecr-public';
    const silent = anonymous && error instanceof EcrAuthError && error.reason === 'no-credentials';
    if (!silent) report(error, registry.host, io);
    return { exitCode: 1, stdout: anonymous ? notFound : explain(error) };
  }
}

/** Up to version 28 docker drops the stdout of a helper that fails, but hands on its stderr. */
function report(error: unknown, host: string, { warn }: HelperIo): void {
  warn(`no token for ${host}: ${explain(error)}`);
  const notes = error instanceof EcrAuthError ? error.notes : [];
  for (const note of notes) warn(`  tried ${note}`);
}

async function erase(server: string, io: HelperIo): Promise<Answer> {
  const registry = parseEcrHost(hostOf(server));
  if (!registry) return { exitCode: 0, stdout: '' };
  try {
    await createEcrAuth(io).forget(registry.host);
  } catch (error) {
    io.warn(explain(error));
  }
  return { exitCode: 0, stdout: '' };
}

function list(io: HelperIo): Answer {
  try {
    const hosts = createEcrAuth(io).cachedHosts();
    const users = Object.fromEntries(hosts.map((host) => [`https://${host}`, 'AWS']));
    return { exitCode: 0, stdout: JSON.stringify(users) };
  } catch (error) {
    return { exitCode: 1, stdout: explain(error) };
  }
}

function serverIn(input: string): string {
  return input.trim();
}

/** docker sends a bare host; others send `https://HOST/v2/`. */
function hostOf(server: string): string {
  return server.replace(/^https:\/\//, '').replace(/\/.*$/s, '');
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 60);
}
