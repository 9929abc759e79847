import type { ServiceStarts } from '../src/config.ts';
import { startContainers } from '../src/commands/start-containers.ts';
import type { JobPlan } from '../src/commands/plan-job.ts';
import type { ContainerSpec } from '../src/docker/args.ts';
import type { RegistryAccess } from '../src/registry/access.ts';
import type { WantedImage } from '../src/registry/wanted-image.ts';
import { plainSpec } from './plain-spec.ts';
import { allFeatures } from '../src/rollout/overrides.ts';

/** What waits for `opened` goes on when somebody calls `open`. */
export function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

export const late = () => new Promise<void>((resolve) => setTimeout(resolve, 20));

interface Work {
  /** What the pull of an image, or the start of its container, comes to. */
  pulls?: Readonly<Record<string, () => Promise<void>>>;
  starts?: Readonly<Record<string, () => Promise<void>>>;
  serviceStarts?: ServiceStarts;
  /** Whether docker tells that a container joins its network, a moment after it is asked to start it. */
  tells?: boolean;
  parallelPulls?: 'on' | 'off';
  services?: readonly string[];
  /** What a variable of a service says, or of its image. */
  asks?: Readonly<Record<string, string>>;
  /** Services that cannot be looked at, and why. */
  unseen?: Readonly<Record<string, Error>>;
}

/** A job with three services, or others; a docker for which the name of an image is the id of its container. */
export function createStartJob(work: Work = {}) {
  const { pulls = {}, starts = {}, serviceStarts = 'in-turn', tells = true } = work;
  const { services = ['first', 'second', 'third'] } = work;
  const seen: string[] = [];
  const watches: { network: string; tell: (id: string) => void; signal: AbortSignal }[] = [];
  const debug: string[] = [];
  const docker = {
    create: ({ image }: ContainerSpec) => Promise.resolve(image),
    readFile: () => Promise.resolve(''),
    inspect: async ([id = '']: readonly string[]) => {
      const why = work.unseen?.[id];
      if (why) throw why;
      const Config = { Env: [`ASKS=${work.asks?.[id] ?? ''}`] };
      return [{ Config, HostConfig: { NetworkMode: 'ci' } }];
    },
    start: async (id: string) => {
      seen.push(`${id} starts`);
      if (tells) setImmediate(() => watches.forEach(({ tell }) => tell(id)));
      await (starts[id] ?? late)();
      seen.push(`${id} runs`);
    },
    watchConnections: (network: string, tell: (id: string) => void, signal: AbortSignal) => {
      watches.push({ network, tell, signal });
      return tells ? new Promise<void>(() => undefined) : Promise.reject(new Error('no events'));
    },
  };
  const features = {
    ...allFeatures({ variant: 'on', reason: 'default' }),
    'parallel-pulls': { variant: work.parallelPulls ?? 'on', reason: 'default' },
  };
  const config = { network: 'ci', serviceStarts };
  const log = { debug: (line: string) => debug.push(line) };
  const context = { config, features, docker, log, client: { architecture: 'x64' } };
  const halt = new AbortController();
  const halted = new Promise<never>((_resolve, reject) => {
    halt.signal.addEventListener('abort', () => {
      reject(halt.signal.reason as Error);
    });
  });
  halted.catch(() => undefined);
  const ready = ({ image }: WantedImage) =>
    Promise.race([pulls[image]?.() ?? Promise.resolve(), halted]);
  const planned = (image: string) => {
    return { spec: { ...plainSpec, image, aliases: [image] }, image: { image } };
  };
  const plan = { network: 'ci', container: planned('job'), services: services.map(planned) };
  const run = () =>
    startContainers(
      plan as unknown as JobPlan,
      { ready, done: Promise.resolve() },
      {} as RegistryAccess,
      context as unknown as Parameters<typeof startContainers>[3],
      halt,
    );
  return { run, seen, halt, watches, debug };
}

/** Of what was seen. */
export const isOfService = (line: string) => !line.startsWith('job ');
