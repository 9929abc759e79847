import { askJson } from './engine.ts';
import { envEntries, words, type Container, type Mount } from './wire.ts';

/** Marks what this runner made. */
export const runnerLabel = 'ecr-runner-hooks.runner';

/** No hash: a label may be as long as this. */
export const runner = `${process.env['RUNNER_NAME'] ?? ''} ${process.env['RUNNER_TEMP'] ?? ''}`;

export interface Place {
  role: 'job' | 'service' | 'step';
  title: string;
  network: string | undefined;
  aliases?: readonly string[];
  entrypoint?: readonly string[];
  command?: readonly string[];
  autoRemove?: boolean;
}

/** Labels of everything that a job makes. */
export function labels(own: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, GITHUB_JOB } = process.env;
  const job = [GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, GITHUB_JOB].join('-');
  return { [runnerLabel]: runner, 'ecr-runner-hooks.job': job, ...own };
}

export function random(): string {
  return `${Math.random().toString(16).slice(2)}${Math.random().toString(16).slice(2)}`;
}

/** Makes a container as docker's client would; the network need not be there yet. */
export async function create(container: Container, place: Place): Promise<string> {
  const { role, title, network, aliases = [], autoRemove = false } = place;
  const { image, entryPoint, entryPointArgs, environmentVariables, portMappings } = container;
  const mounts = [...container.systemMountVolumes, ...container.userMountVolumes];
  const entrypoint = place.entrypoint ?? (entryPoint ? [entryPoint] : undefined);
  const command = place.command ?? words(entryPointArgs);
  const ports = role === 'step' ? [] : portMappings.map((port) => `${port}/tcp`);
  const { Id } = await askJson<{ Id: string }>({
    method: 'POST',
    path: `/containers/create?name=${`${title}_${image}`.replaceAll(/[^\w.-]+/g, '_').slice(0, 80)}_${random()}`,
    body: {
      Image: image,
      Env: envEntries({ GITHUB_ACTIONS: 'true', CI: 'true', ...environmentVariables }),
      Labels: labels({ 'ecr-runner-hooks.role': role, 'ecr-runner-hooks.title': title }),
      WorkingDir: container.workingDirectory ?? '',
      ...(entrypoint && { Entrypoint: entrypoint }),
      ...(command.length > 0 && { Cmd: command }),
      ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
      HostConfig: {
        AutoRemove: autoRemove,
        RestartPolicy: { Name: 'no' },
        Binds: mounts.map(bind),
        ...(network && { NetworkMode: network }),
        PortBindings: Object.fromEntries(ports.map((port) => [port, [{ HostPort: '' }]])),
      },
      ...(network && {
        NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: aliases } } },
      }),
    },
  });
  return Id;
}

function bind({ sourceVolumePath, targetVolumePath, readOnly }: Mount): string {
  const socket = process.env['DOCKER_HOST']?.slice('unix://'.length);
  const isSocket = sourceVolumePath === '/var/run/docker.sock';
  const source = isSocket && socket ? socket : sourceVolumePath;
  return `${source}:${targetVolumePath}${readOnly ? ':ro' : ''}`;
}
