/**
 * What the runner image is built from, made of this machine's own programs: images with the layout of
 * those that its Dockerfile names. And the docker client that can build it.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment, ImageSpec, RunResult } from './environment.ts';
import { runnerUser } from './fixtures.ts';
import { findProgram } from './programs.ts';
import { projectFolder } from './project.ts';

/** The default base of the Dockerfile, in the offline ghcr.io. */
export const runnerBase = 'ghcr.io/actions/actions-runner:2.336.0';
const helperImage = 'registry.example.com/helper:1';
/** For this machine's platform alone. */
export const nativeHelperImage = 'registry.example.com/native-helper:1';

const native = process.arch === 'x64' ? 'amd64' : 'arm64';
/** A platform that this machine cannot run. */
export const foreign = native === 'amd64' ? 'arm64' : 'amd64';

const home = '/home/runner';

/** Puts both into their registries, for this machine's platform and for the foreign one. */
export async function seedStandIns(environment: Environment): Promise<void> {
  await seedBoth(environment, runnerBase, runnerBaseSpec(environment), {
    ...runnerBaseSpec(environment),
    busybox: false,
    programsAt: {},
  });
  const program = programOf('docker-credential-ecr-login', environment);
  await seedBoth(
    environment,
    helperImage,
    helperSpec(program),
    helperSpec(foreignCopy(environment, program)),
  );
  await environment.seedImage([nativeHelperImage], helperSpec(program));
}

/** One name for two images, as release images have it: docker takes the one of the platform. */
async function seedBoth(environment: Environment, name: string, here: ImageSpec, there: ImageSpec) {
  const images = [`${name}-${native}`, `${name}-${foreign}`] as const;
  await environment.seedImage([images[0]], here);
  await environment.seedImage([images[1]], { ...there, architecture: foreign });
  await environment.docker('manifest', 'create', name, ...images);
  await environment.docker('manifest', 'push', name);
}

/** The program as it would be for the foreign platform, as far as its ELF header says. */
function foreignCopy({ directory }: Environment, program: string): string {
  const copy = readFileSync(program);
  copy.writeUInt16LE(foreign === 'arm64' ? 183 : 62, 18);
  const path = join(directory, `helper-${foreign}`);
  writeFileSync(path, copy);
  return path;
}

/** As actions/runner `images/Dockerfile` makes it: user 1001, group docker 123, node in externals. */
function runnerBaseSpec(environment: Environment): ImageSpec {
  return {
    programsAt: {
      '/usr/bin/docker': programOf('docker', environment),
      [`${home}/externals/node20/bin/node`]: join(
        projectFolder(),
        `node_modules/node20-${process.arch}/bin/node`,
      ),
    },
    files: {
      '/etc/passwd': `root:x:0:0:root:/root:/bin/sh\nrunner:x:1001:1001::${home}:/bin/sh\n`,
      '/etc/group': 'root:x:0:\nrunner:x:1001:\ndocker:x:123:runner\n',
      [`${home}/run.sh`]: '#!/bin/sh\necho "The runner would start."\n',
    },
    owners: { [home]: runnerUser },
    env: { LANG: 'en_US.UTF-8', ImageOS: 'ubuntu24' },
    labels: { 'org.opencontainers.image.version': '24.04' },
    workdir: home,
    user: 'runner',
  };
}

/** Debian's helper, where Debian has it; nothing else, not even a shell. */
function helperSpec(program: string): ImageSpec {
  const programsAt = { '/usr/bin/docker-credential-ecr-login': program };
  return { busybox: false, programsAt };
}

export interface BuildOptions {
  readonly args?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly context?: string;
}

/** Builds runner-image/Dockerfile with the helper image in place of the Go stage. */
export function buildRunnerImage(
  environment: Environment,
  tag: string,
  { args = {}, flags = [], context = projectFolder() }: BuildOptions = {},
): Promise<RunResult> {
  const all = {
    ECR_LOGIN_IMAGE: helperImage,
    ECR_LOGIN_PATH: '/usr/bin/docker-credential-ecr-login',
    ...args,
  };
  return environment.run(
    [
      ...[buildKitDocker(environment), 'build', '--progress', 'plain', '--tag', tag],
      ...['--file', join(context, 'runner-image/Dockerfile')],
      ...Object.entries(all).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
      ...flags,
      context,
    ],
    {
      env: {
        DOCKER_BUILDKIT: '1',
        DOCKER_HOST: environment.dockerHost,
        PATH: environment.path,
        HOME: environment.directory,
      },
      timeoutMs: 120_000,
    },
  );
}

/** Since docker 23 the client needs buildx for BuildKit; the ones before bring it along. */
export function buildKitDocker({ path }: Environment): string {
  const clients = path.split(':').flatMap((folder) => findProgram('docker', folder) ?? []);
  const able = clients.find(hasBuildKit);
  if (able) return able;
  throw new Error(
    `No docker of ${clients.join(', ')} can use BuildKit: install docker-buildx (Debian and Ubuntu) or docker-buildx-plugin (docker.com).`,
  );
}

function hasBuildKit(docker: string): boolean {
  const version = /(\d+)\./.exec(execFileSync(docker, ['--version'], { encoding: 'utf8' }));
  if (Number(version?.[1]) < 23) return true;
  try {
    execFileSync(docker, ['buildx', 'version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function programOf(name: string, { path }: Environment): string {
  const program = findProgram(name, path);
  if (program) return program;
  throw new Error(`There is no ${name} on this machine: run \`node setup.js --packages\`.`);
}
