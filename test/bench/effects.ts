import type { Environment } from '../support/environment.ts';
import type { BenchCase } from './cases.ts';
import { createSubject, floor, ours, type Hook } from './subject.ts';

/** What is left of a container's answer to `docker inspect`. */
interface Inspected {
  Name: string;
  Config: Record<string, unknown> & { Env: string[]; Labels: Record<string, string> };
  HostConfig: Record<string, unknown> & { Binds: string[] | null };
  NetworkSettings: {
    Networks: Record<string, { Aliases: string[] | null }>;
    Ports: Record<string, unknown>;
  };
  State: { Running: boolean; Health?: { Status: string } };
}

/** Enough to see what it is about. */
const shownDifferences = 10;

const runnerLabel = 'ecr-runner-hooks.runner';

/**
 * What a call brings about, without what differs from run to run: containers, networks, requests to
 * registries, the runner's view of the answer, what a step wrote.
 */
export async function effectsOf(
  environment: Environment,
  { open, before, call, after, close }: Omit<BenchCase, 'name' | 'title' | 'target'>,
  hook: Hook,
): Promise<unknown> {
  const { runner } = createSubject(environment, hook, { keepsOutput: true });
  await open?.(runner);
  await before?.(runner);
  await environment.registry.clearRequests();
  const { exitCode, lines } = await call(runner);
  const requests = await environment.registry.requests();
  const { container, services } = runner.job;
  const effects = {
    exitCode,
    // Of a step: what the hook itself says of the rest is not the floor's to say.
    written: close ? lines.filter((line) => !isOurs(line)).sort() : [],
    job: { isAlpine: runner.job.isAlpine, container, services: Object.entries(services).map(bare) },
    containers: await containersOf(environment),
    networks: (await environment.docker('network', 'ls', '--format', '{{.Name}}'))
      .split('\n')
      .sort(),
    requests: requests.map(({ method, host, path, status }) =>
      [method, host, path, status].join(' '),
    ),
  };
  await after?.(runner);
  await close?.(runner);
  effects.requests.sort();
  return JSON.parse(anonymous(JSON.stringify(effects), runner.folders.root));
}

/** @throws when the floor does something else than the hook, so that their times say nothing */
export async function assertSameEffects(
  environment: Environment,
  benchCase: BenchCase,
): Promise<void> {
  const [one, other] = [
    await effectsOf(environment, benchCase, ours),
    await effectsOf(environment, benchCase, floor),
  ];
  const differences = differencesOf(linesOf(one), linesOf(other));
  if (differences.length === 0) return;
  const sentence = 'the floor has another effect than the hook, so comparing them says nothing';
  throw new Error(`${benchCase.name}: ${sentence}:\n${differences.join('\n')}`);
}

/** Lines that are not the same: of the hook with `-`, of the floor with `+`. */
function differencesOf(one: readonly string[], other: readonly string[]): string[] {
  const without = (lines: readonly string[], known: ReadonlySet<string>) =>
    lines.filter((line) => !known.has(line)).slice(0, shownDifferences);
  return [
    ...without(one, new Set(other)).map((line) => `- ${line}`),
    ...without(other, new Set(one)).map((line) => `+ ${line}`),
  ];
}

/** Each value with the path to it. */
function linesOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [`${path} ${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([name, inner]) => linesOf(inner, `${path}/${name}`));
}

function isOurs(line: string): boolean {
  return /^(::|.* is up to date |ECR_RUNNER_HOOKS_STEP=)/.test(line);
}

async function containersOf(environment: Environment): Promise<object[]> {
  const ids = (await environment.docker('ps', '--all', '--quiet')).split('\n').filter(Boolean);
  if (ids.length === 0) return [];
  const found = JSON.parse(await environment.docker('inspect', ...ids)) as Inspected[];
  return found
    .map(({ Name, Config, HostConfig, NetworkSettings: { Networks, Ports }, State }) => ({
      name: Name,
      ...pick(Config, ['Image', 'User', 'WorkingDir', 'Entrypoint', 'Cmd', 'ExposedPorts']),
      ...pick(Config, ['Healthcheck', 'Volumes']),
      env: [...Config.Env].sort(),
      labels: { ...Config.Labels, [runnerLabel]: '<runner>' },
      binds: [...(HostConfig.Binds ?? [])].sort(),
      ...pick(HostConfig, ['AutoRemove', 'NetworkMode', 'PortBindings', 'RestartPolicy']),
      networks: Object.entries(Networks).map(([name, { Aliases }]) => [
        name,
        // docker adds the container's short id.
        (Aliases ?? []).filter((alias) => !/^[0-9a-f]{12}$/.test(alias)).sort(),
      ]),
      ports: Object.keys(Ports),
      state: [State.Running, State.Health?.Status],
    }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

function pick(object: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, object[name] ?? null]));
}

/** Ports of the host are given out at random. */
function bare([name, { id, network, ports }]: [string, ServiceContext]): unknown {
  return [name, id, network, Object.keys(ports)];
}

interface ServiceContext {
  id: string;
  network: string;
  ports: Readonly<Record<string, string>>;
}

function anonymous(text: string, root: string): string {
  return text
    .replaceAll(root, '<root>')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>')
    .replaceAll(/[0-9a-f]{12,}/g, '<hex>');
}
