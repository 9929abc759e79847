import { resolveServiceNames, type NameSource } from '../container/alias.ts';
import { jobLabels, type Role } from '../container/names.ts';
import { platformOf } from '../container/options.ts';
import { jobContainerSpec, serviceSpec } from '../container/spec.ts';
import type { Config } from '../config.ts';
import type { ContainerSpec } from '../docker/args.ts';
import { tokenizeOptions } from '../docker/tokenize.ts';
import type { Mount, PrepareJob } from '../protocol/request.ts';
import { wantedImage, type WantedImage } from '../registry/wanted-image.ts';

/** Everything `prepare_job` is about to do, decided before it touches docker. */
export interface JobPlan {
  network: string;
  container: PlannedContainer | undefined;
  /** What the runner mounts into the job container, by its own paths. */
  sharedMounts: readonly Mount[];
  services: readonly PlannedService[];
}

export interface PlannedContainer {
  spec: ContainerSpec;
  image: WantedImage;
}

export interface PlannedService extends PlannedContainer {
  /** Name for people. */
  title: string;
  source: NameSource;
  contextName: string | undefined;
}

export interface PlanContext {
  config: Config;
  network: string;
  /** Socket of the daemon, when it is reached over one. */
  socket: string | undefined;
  /** Keys of the services, as far as the runner's job message tells them. */
  keys?: readonly (string | undefined)[];
}

/** @throws HookError for an image reference that docker would not take */
export function planJob(
  request: PrepareJob,
  { config, network, socket, keys = [] }: PlanContext,
): JobPlan {
  const place = (role: Role, options: readonly string[]) => ({
    labels: jobLabels(config, role),
    network,
    socket,
    pathMap: config.pathMap,
    options,
  });
  const services = request.services.map((service) => ({
    service,
    options: tokenizeOptions(service.createOptions ?? ''),
  }));
  const names = resolveServiceNames(
    services.map(({ service: { contextName, image }, options }, index) => {
      return { contextName, key: keys[index], image, options };
    }),
  );
  const { container } = request;
  const options = tokenizeOptions(container?.createOptions ?? '');
  const job = `jobs.${config.jobId ?? '<job>'}`;
  return {
    network,
    container: container && {
      spec: jobContainerSpec(container, place('job', options)),
      image: wantedImage(container, platformOf(options), `${job}.container`),
    },
    sharedMounts: container?.systemMountVolumes ?? [],
    services: services.map(({ service, options }, index) => {
      const { title = '', aliases = [], source = 'image' } = names[index] ?? {};
      return {
        spec: serviceSpec(service, { ...place('service', options), title, aliases }),
        image: wantedImage(service, platformOf(options), `${job}.services.${title}`),
        title,
        source,
        contextName: service.contextName,
      };
    }),
  };
}

/** The job container, if there is one, and the services in the order of the request; what comes of them keeps it. */
export function plannedContainers({ container, services }: JobPlan): PlannedContainer[] {
  return [...(container ? [container] : []), ...services];
}
