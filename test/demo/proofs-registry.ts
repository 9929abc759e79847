/** Proofs from the records of docker, AWS and the registries: who asked for what, and as whom. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RegistryRequest } from '../support/environment.ts';
import { parseReference } from '../support/image-reference.ts';
import { ecrHost } from '../support/registry-auth.ts';
import { dockerfileOf, imageOf, type PlayedJob } from './play.ts';
import { count } from './style.ts';
import type { Facts, Proof } from './proofs.ts';
import type { JobFile } from './job-file.ts';

/**
 * Two witnesses: every docker process that the hook started, if any, and the registries, where a login is
 * a request for `/v2/` with credentials, which a pull never makes.
 */
export async function proveNoLogin({ environment, played }: Facts): Promise<Proof> {
  const { recorded, config, runner } = played;
  const processes = recorded.read();
  const logins = processes.filter(({ argv }) => isLogin(argv)).length;
  const requests = await environment.registry.requests();
  const asked = requests.filter(({ path, user }) => path === '/v2/' && user !== undefined).length;
  const unchanged =
    readdirSync(config.directory).join() === 'config.json' &&
    readFileSync(join(config.directory, 'config.json'), 'utf8') === config.content &&
    !existsSync(join(runner.folders.root, 'home/.docker'));
  return {
    claim: '`docker login` was never run',
    holds: requests.length > 0 && logins === 0 && asked === 0 && unchanged,
    evidence: `${count(processes.length, 'docker process', 'docker processes')}: ${count(logins, 'login')}; ${count(requests.length, 'request')} to registries: ${count(asked, 'login')}; docker configs ${unchanged ? 'unchanged' : 'CHANGED'}`,
  };
}

/** docker's own flags may stand before the command. */
function isLogin(argv: readonly string[]): boolean {
  const command = argv.findIndex((arg, index) => {
    const isValue = /^(--config|--context|--host|--log-level|--tls\w+|-[cHl])$/.test(
      argv[index - 1] ?? '',
    );
    return !arg.startsWith('-') && !isValue;
  });
  return argv[command] === 'login';
}

export async function proveTokens({ environment, job, played }: Facts): Promise<Proof | undefined> {
  if (ecrImages(job, played).length === 0) return undefined;
  const tokens = (await environment.aws.requests()).filter(
    ({ operation, status, accessKeyId }) =>
      operation === 'GetAuthorizationToken' &&
      status === 200 &&
      accessKeyId === environment.credentials.accessKeyId,
  );
  const regions = [...new Set(tokens.map(({ region }) => region))].join(', ');
  return {
    claim: "Tokens came from ECR's API, through the real credential helper",
    holds: tokens.length > 0,
    evidence: `${count(tokens.length, 'GetAuthorizationToken request')} signed with the runner's key${regions && ` (${regions})`}`,
  };
}

export async function provePulls({ environment, job, played }: Facts): Promise<Proof | undefined> {
  const images = ecrImages(job, played);
  if (images.length === 0) return undefined;
  const pulls = (await environment.registry.requests()).filter(
    ({ path, status }) => path.includes('/manifests/') && status === 200,
  );
  const missing = images.filter(
    (image) => !pulls.some((pull) => pull.user === 'AWS' && isOf(image, pull)),
  );
  const strangers = pulls.filter(({ host, user }) => ecrHost.test(host) && user !== 'AWS').length;
  const pulled = `${String(images.length - missing.length)} of ${count(images.length, 'image')} pulled as user AWS`;
  return {
    claim: 'Every image from ECR was pulled with such a token',
    holds: missing.length === 0 && strangers === 0,
    evidence: [
      `${pulled}, ${count(strangers, 'request')} as anybody else`,
      ...missing.map((image) => `not pulled: ${image}`),
    ].join('; '),
  };
}

/** The notice names each of them; a registry that had got one would have refused it. */
export async function proveStaleIgnored(facts: Facts): Promise<Proof | undefined> {
  const { environment, job, played } = facts;
  const containers = [job.container, ...Object.values(job.services)];
  const stale = containers.filter(({ image, credentials }) => credentials && isEcr(image)).length;
  if (stale === 0) return undefined;
  const prepare = played.steps.find(({ kind }) => kind === 'prepare');
  const notices = (prepare?.call.commands ?? []).filter(({ name }) => name === 'notice');
  const keys = notices.flatMap(({ text }) => text.match(/\.credentials\b/g) ?? []).length;
  const refused = (await environment.registry.requests()).filter(
    ({ host, user, status }) => ecrHost.test(host) && user !== undefined && status >= 400,
  ).length;
  return {
    claim: 'Stale credentials of the workflow were ignored, with one notice',
    holds: notices.length === 1 && keys === stale && refused === 0,
    evidence: `given ${times(stale)}, named ${times(keys)} in ${count(notices.length, 'notice')}; ${count(refused, 'request')} refused by a registry`,
  };
}

/** Every image of the job that comes from ECR: of containers, of actions and below Dockerfiles. */
function ecrImages(job: JobFile, { steps, runner }: PlayedJob): string[] {
  const actions = steps.flatMap(({ step }) => {
    if (step?.uses === undefined) return [];
    return imageOf(step.uses) ?? baseImages(dockerfileOf(step.uses, runner));
  });
  const containers = [job.container, ...Object.values(job.services)].map(({ image }) =>
    image.replace(/^docker:\/\//, ''),
  );
  return [...new Set([...containers, ...actions])].filter(isEcr);
}

function baseImages(dockerfile: string): string[] {
  if (!existsSync(dockerfile)) return [];
  const lines = readFileSync(dockerfile, 'utf8').matchAll(/^FROM\s+(?:--\S+\s+)*(\S+)/gim);
  return [...lines].flatMap(([, image]) => image ?? []);
}

function isEcr(image: string): boolean {
  return ecrHost.test(image.replace(/^docker:\/\//, '').split('/')[0] ?? '');
}

function isOf(image: string, { host, path }: RegistryRequest): boolean {
  const { repository } = parseReference(image.split('@')[0] ?? '');
  const name = repository.slice(host.length + 1);
  return repository.startsWith(`${host}/`) && path.startsWith(`/v2/${name}/manifests/`);
}

function times(number: number): string {
  return number === 1 ? 'once' : number === 0 ? 'never' : `${String(number)} times`;
}
