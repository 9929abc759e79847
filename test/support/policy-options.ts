/** Options as docker's client takes them, to compare with how a policy reads them. */
import type { OptionUse } from '../../packages/hooks/src/policy/read-options.ts';
import { startEnvironment, type Environment } from './environment.ts';
import { findProgram } from './programs.ts';

/** What some options come to, in the words of `docker inspect`. */
interface Reading {
  Privileged: boolean;
  PublishAllPorts: boolean;
  Tty: boolean;
  OpenStdin: boolean;
  Hostname: string | undefined;
  User: string;
  Labels: string[];
  Env: string[];
}

interface Inspected {
  Config: Pick<Reading, 'Tty' | 'OpenStdin' | 'Hostname' | 'User'> & {
    Labels: Record<string, string> | null;
    Env: string[] | null;
  };
  HostConfig: Pick<Reading, 'Privileged' | 'PublishAllPorts'> & {
    NetworkMode: string;
    Binds: string[] | null;
    Mounts?: { Type: string; Source?: string; VolumeOptions?: { DriverConfig?: object } }[];
  };
}

export interface Created {
  reading: Reading;
  host: Inspected['HostConfig'];
}

/** Every docker client of this machine, with a daemon that has an image. */
export interface Dockers extends AsyncDisposable {
  environment: Environment;
  programs: readonly string[];
  /** What each makes of the words, of those that do not refuse them. */
  create(words: readonly string[]): Promise<Created[]>;
}

const image = 'localhost/policy:1';

export async function startDockers(): Promise<Dockers> {
  const environment = await startEnvironment();
  const { path, dockerHost } = environment;
  const made = await environment.run(
    ['sh', '-c', `tar -c -T /dev/null | docker import - ${image}`],
    {
      env: { PATH: path, DOCKER_HOST: dockerHost },
    },
  );
  if (made.exitCode !== 0) throw new Error(made.stderr);
  const programs = path.split(':').flatMap((folder) => findProgram('docker', folder) ?? []);
  return {
    environment,
    programs,
    create: async (words) => {
      const all = await Promise.all(
        programs.map((program) => createWithOptions(environment, program, words)),
      );
      return all.filter((created) => created !== undefined);
    },
    [Symbol.asyncDispose]: () => environment[Symbol.asyncDispose](),
  };
}

/** Makes a container with these options and looks at it; undefined when docker refuses. */
async function createWithOptions(
  environment: Environment,
  program: string,
  options: readonly string[],
): Promise<Created | undefined> {
  const env = { PATH: environment.path, DOCKER_HOST: environment.dockerHost, HOME: '/nowhere' };
  const made = await environment.run(
    [program, 'create', '--pull', 'never', ...options, '--', image, 'true'],
    { env },
  );
  if (made.exitCode !== 0) return undefined;
  const id = made.stdout.trim().split('\n').at(-1) ?? '';
  const looked = await environment.run([program, 'inspect', id], { env });
  const [{ Config, HostConfig }] = JSON.parse(looked.stdout) as [Inspected];
  const { Tty, OpenStdin, Hostname, User, Labels, Env } = Config;
  const { Privileged, PublishAllPorts } = HostConfig;
  const reading = {
    Privileged,
    PublishAllPorts,
    Tty,
    OpenStdin,
    User,
    // Docker's own choice is the beginning of the id.
    Hostname: Hostname === id.slice(0, 12) ? undefined : Hostname,
    Labels: Object.entries(Labels ?? {})
      .map((entry) => entry.join('='))
      .sort(),
    Env: (Env ?? []).filter((entry) => !entry.startsWith('PATH=')).sort(),
  };
  return { reading, host: HostConfig };
}

/** The same by what a policy reads. */
export function reading(uses: readonly OptionUse[]): Reading {
  const all = (name: string) => uses.filter(({ option }) => option.name === name);
  const last = (name: string) => all(name).at(-1)?.value;
  const isOn = (name: string) => ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(last(name) ?? '');
  return {
    Privileged: isOn('privileged'),
    PublishAllPorts: isOn('publish-all'),
    Tty: isOn('tty'),
    OpenStdin: isOn('interactive'),
    User: last('user') ?? '',
    Hostname: last('hostname') || undefined,
    // A label without a value has an empty one.
    Labels: lastOfEach(all('label'))
      .map((text) => (text.includes('=') ? text : `${text}=`))
      .sort(),
    Env: lastOfEach(all('env')),
  };
}

/** `name=value`; of several with one name the last counts. */
function lastOfEach(uses: readonly OptionUse[]): string[] {
  const entries = uses.map(({ value }): [string, string] => [value.split('=', 1)[0] ?? '', value]);
  return [...new Map(entries).values()].sort();
}
