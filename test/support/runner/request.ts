import { plant } from '../secrets/planted.ts';
import { parseVolume, type WireMount } from './volume.ts';
import { containerArguments } from './arguments.ts';

/** A container as a workflow writes it. */
export interface WorkflowContainer {
  image: string;
  env?: Record<string, string> | undefined;
  options?: string | undefined;
  volumes?: string[] | undefined;
  ports?: (string | number)[] | undefined;
  credentials?: { username?: string | undefined; password?: string | undefined } | undefined;
  /** Services only (`command:`, `entrypoint:`). */
  command?: string | undefined;
  entrypoint?: string | undefined;
}

/** Host folders of a runner. */
export interface RunnerFolders {
  root: string;
  work: string;
  temp: string;
  workspace: string;
}

export interface WireRegistry {
  username: string;
  password: string | null;
  serverUrl: string;
}

export interface WorkflowJob {
  container?: WorkflowContainer | undefined;
  services?: Record<string, WorkflowContainer> | undefined;
}

/** `github.token`, which the runner takes for ghcr.io where a workflow gives no credentials. */
export const jobToken = `ghs_${plant('job token', 'OfTheTests')}`;

/** `args` of prepare_job. What has an empty image is left out (`JobExtension.cs`). */
export function prepareArguments(
  { container, services = {} }: WorkflowJob,
  folders: RunnerFolders,
  proxies: Readonly<Record<string, string>>,
): { args: object; hasContainer: boolean; serviceNames: string[] } {
  const sent = Object.entries(services).filter(([, { image }]) => image !== '');
  const hasContainer = container !== undefined && container.image !== '';
  const jobContainer = hasContainer
    ? wireContainer(container, {
        env: { HOME: '/github/home' },
        proxies,
        systemMountVolumes: jobMounts(folders),
        workingDirectory: `/__w${folders.workspace.slice(folders.work.length)}`,
        jobToken,
      })
    : null;
  return {
    args: {
      container: jobContainer,
      services: sent.map(([, service]) => wireContainer(service, { proxies, jobToken })),
    },
    hasContainer,
    serviceNames: sent.map(([name]) => name),
  };
}

/** A container as the runner sends it: every field, also the empty ones (`HookInput.cs`). */
export function wireContainer(
  container: WorkflowContainer,
  extra: {
    env?: Record<string, string>;
    proxies?: Readonly<Record<string, string>>;
    systemMountVolumes?: WireMount[];
    workingDirectory?: string;
    jobToken?: string;
  },
): Record<string, unknown> {
  const image = container.image.replace(/^docker:\/\//, '');
  return {
    image,
    dockerfile: null,
    entryPointArgs: containerArguments(container.command ?? ''),
    entryPoint: container.entrypoint ?? null,
    workingDirectory: extra.workingDirectory ?? null,
    createOptions: container.options ?? null,
    registry: wireRegistry(image, container.credentials, extra.jobToken),
    environmentVariables: { ...extra.proxies, ...container.env, ...extra.env },
    portMappings: [...new Set(container.ports?.map(String))],
    systemMountVolumes: extra.systemMountVolumes ?? [],
    userMountVolumes: (container.volumes ?? []).map(parseVolume),
  };
}

/** Mounts of the job container, in the runner's order (`ContainerOperationProvider.cs`). */
function jobMounts({ root, work, temp }: RunnerFolders): WireMount[] {
  return [
    mount('/var/run/docker.sock', '/var/run/docker.sock'),
    mount(work, '/__w'),
    mount(`${root}/externals`, '/__e', true),
    mount(temp, '/__w/_temp'),
    mount(`${work}/_actions`, '/__w/_actions'),
    mount(`${work}/_tool`, '/__w/_tool'),
    mount(`${temp}/_github_home`, '/github/home'),
    mount(`${temp}/_github_workflow`, '/github/workflow'),
  ];
}

/** Mounts of a container action (`ContainerActionHandler.cs`). */
export function actionMounts({ temp, workspace }: RunnerFolders): WireMount[] {
  return [
    mount('/var/run/docker.sock', '/var/run/docker.sock'),
    mount(temp, '/github/runner_temp'),
    mount(`${temp}/_github_home`, '/github/home'),
    mount(`${temp}/_github_workflow`, '/github/workflow'),
    mount(`${temp}/_runner_file_commands`, '/github/file_commands'),
    mount(workspace, '/github/workspace'),
  ];
}

/** Only with a user name; ghcr.io without one gets the job token (`ContainerOperationProvider.cs`). */
function wireRegistry(
  image: string,
  credentials: WorkflowContainer['credentials'],
  jobToken: string | undefined,
): WireRegistry | null {
  const serverUrl = serverOf(image);
  const { username, password } = credentials ?? {};
  if (username) return { username, password: password ?? null, serverUrl };
  const isGitHub = serverUrl === 'ghcr.io' || serverUrl === 'containers.pkg.github.com';
  if (!isGitHub || password || jobToken === undefined) return null;
  return { username: 'octocat', password: jobToken, serverUrl };
}

/** The runner's own idea of a registry, odd cases included (`DockerUtil.cs`). */
function serverOf(image: string): string {
  const parts = image.split('/');
  const [first = ''] = parts;
  if (parts.length > 2) return first;
  return parts.length === 2 && /[.:]/.test(first) ? first : '';
}

function mount(source: string, target: string, readOnly = false): WireMount {
  return {
    userProvidedValue: null,
    sourceVolumePath: source,
    targetVolumePath: target,
    readOnly,
  };
}
