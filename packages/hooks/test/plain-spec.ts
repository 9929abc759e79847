import type { ContainerSpec } from '../src/docker/args.ts';

/** A container of which nothing is asked but its image. */
export const plainSpec: ContainerSpec = {
  name: 'job',
  labels: {},
  image: 'app:1',
  args: [],
  entrypoint: undefined,
  workdir: undefined,
  network: undefined,
  aliases: [],
  ports: [],
  options: [],
  env: new Map(),
  mounts: [],
};
