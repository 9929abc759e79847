import { readdirSync } from 'node:fs';
import type { Environment } from '../support/environment.ts';
import type { Runner } from '../support/runner.ts';
import type { JobFile } from './job-file.ts';
import type { PlayedJob } from './play.ts';

/** One thing that the demo shows, with what was measured. */
export interface Proof {
  claim: string;
  holds: boolean;
  evidence: string;
}

const label = ['--filter', 'label=ecr-runner-hooks.runner'];

interface Inspected {
  Name: string;
  Config: { Env: string[] };
  NetworkSettings: { Networks: Record<string, { Aliases: string[] | null }> };
}

/** What can only be seen while the containers run. */
export async function proveRunning(environment: Environment, runner: Runner): Promise<Proof[]> {
  const { container, services } = runner.state as { container?: string; services: string[] };
  const ids = [container ?? [], services].flat();
  const states = JSON.parse(await environment.docker('inspect', ...ids)) as Inspected[];
  const leaked = states.flatMap(({ Config }) => Config.Env.filter((entry) => /^AWS_/.test(entry)));
  // docker adds the first twelve digits of the id by itself.
  const names = states
    .slice(container ? 1 : 0)
    .flatMap(({ NetworkSettings }) =>
      Object.values(NetworkSettings.Networks).flatMap(({ Aliases }) =>
        (Aliases ?? []).slice(0, -1),
      ),
    );
  const reached: string[] = [];
  for (const name of container ? names : []) {
    const ping = await environment
      .docker('exec', container ?? '', 'ping', '-c', '1', name)
      .catch(() => undefined);
    if (ping !== undefined) reached.push(name);
  }
  return [
    {
      claim: 'Services are reachable by name from the job container',
      holds: reached.length === names.length,
      evidence: names
        .map((name) => `${name} ${reached.includes(name) ? 'answers' : 'is silent'}`)
        .join(', '),
    },
    {
      claim: 'No AWS variable of the runner is in a container',
      holds: leaked.length === 0,
      evidence: `${String(states.length)} containers inspected, ${String(leaked.length)} AWS_* variables found`,
    },
  ];
}

/** What the records of docker, AWS and the registries say afterwards. */
export async function proveAfterwards(
  environment: Environment,
  job: JobFile,
  { runner, recorded, steps }: PlayedJob,
): Promise<Proof[]> {
  const processes = recorded.read();
  const logins = processes.filter(({ argv }) => argv[0] === 'login');
  const tokens = (await environment.aws.requests()).filter(
    ({ operation }) => operation === 'GetAuthorizationToken',
  );
  const manifests = (await environment.registry.requests()).filter(
    ({ path, status }) => path.includes('/manifests/') && status === 200,
  );
  const byTag = manifests.filter(({ path }) => !path.includes('sha256:'));
  const images = new Set(byTag.map(({ host, path }) => host + path));
  const strangers = manifests.filter(({ user }) => user !== 'AWS');
  const notices = steps
    .flatMap(({ call }) => call.commands)
    .filter(({ name }) => name === 'notice');
  const stale = [job.container, ...Object.values(job.services)].filter(
    (container) => container?.credentials,
  );
  const left = await leftovers(environment, runner);
  return [
    {
      claim: '`docker login` was never run',
      holds: processes.length > 0 && logins.length === 0,
      evidence: `${String(processes.length)} docker processes recorded, ${String(logins.length)} of them a login`,
    },
    {
      claim: "Tokens came from ECR's API through the credential helper",
      holds: tokens.length > 0,
      evidence: `${String(tokens.length)} signed GetAuthorizationToken requests`,
    },
    {
      claim: 'Every image was pulled with such a token',
      holds: manifests.length > 0 && strangers.length === 0,
      evidence: `${String(images.size)} images asked for as user AWS, ${String(strangers.length)} requests as anybody else`,
    },
    {
      claim: 'Stale credentials of the workflow were ignored, with one notice',
      holds: notices.length === (stale.length > 0 ? 1 : 0),
      evidence: `given ${times(stale.length)}, noticed ${times(notices.length)}`,
    },
    {
      claim: 'Nothing is left of the job',
      holds: left.length === 0,
      evidence:
        left.length === 0 ? 'no container, network, built image or private file' : left.join(', '),
    },
  ];
}

function times(count: number): string {
  return count === 1 ? 'once' : `${String(count)} times`;
}

async function leftovers(environment: Environment, runner: Runner): Promise<string[]> {
  const kinds = [
    ['container', ['ps', '--all', '--quiet']],
    ['network', ['network', 'ls', '--quiet']],
    ['image', ['image', 'ls', '--quiet']],
  ] as const;
  const found: string[] = [];
  for (const [kind, command] of kinds) {
    const ids = (await environment.docker(...command, ...label)).split('\n').filter(Boolean);
    found.push(...ids.map((id) => `${kind} ${id}`));
  }
  const files = readdirSync(runner.folders.temp).filter((name) =>
    name.startsWith('ecr-runner-hooks'),
  );
  return [...found, ...files];
}
