/** What the last layer of a built image holds. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './environment.ts';

export interface LayerEntry {
  /** Without slashes at its ends. */
  readonly path: string;
  /** `-rwxr-xr-x 0/0` */
  readonly mode: string;
  /** Of the content of a file; undefined for a folder. */
  readonly digest: string | undefined;
}

export async function lastLayer(environment: Environment, image: string): Promise<LayerEntry[]> {
  const folder = join(environment.directory, `layer-${randomUUID()}`);
  mkdirSync(folder);
  const run = async (...argv: string[]) => {
    const env = { PATH: environment.path, DOCKER_HOST: environment.dockerHost };
    const { exitCode, stdout, stderr } = await environment.run(argv, { env });
    if (exitCode !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
    return stdout;
  };
  await run('docker', 'save', '--output', `${folder}.tar`, image);
  await run('tar', '-x', '-f', `${folder}.tar`, '-C', folder);
  const [{ Layers }] = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as [
    { Layers: string[] },
  ];
  const layer = join(folder, Layers.at(-1) ?? '');
  mkdirSync(join(folder, 'files'));
  await run('tar', '-x', '-f', layer, '-C', join(folder, 'files'));
  const listing = await run('tar', '-t', '-v', '--numeric-owner', '-f', layer);
  return listing
    .trim()
    .split('\n')
    .map((line) => {
      const [, mode = '', owner = '', name = ''] =
        /^(\S+) (\S+) +\d+ \S+ \S+ (.*)$/.exec(line) ?? [];
      const path = name.replace(/^\.?\/|\/$/g, '');
      const isFile = mode.startsWith('-');
      const digest = isFile ? digestOf(join(folder, 'files', path)) : undefined;
      return { path, mode: `${mode} ${owner}`, digest };
    });
}

function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
