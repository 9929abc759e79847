import { resolveServiceNames } from '../container/alias.ts';
import { jobLabels, type Role } from '../container/names.ts';
import { platformOf } from '../container/options.ts';
import { jobContainerSpec, serviceSpec } from '../container/spec.ts';
import type { Config } from '../config.ts';
import type { ContainerSpec } from '../docker/args.ts';
import { tokenizeOptions } from '../docker/tokenize.ts';
import type { Mount, PrepareJob } from '../protocol/request.ts';
import { imageRequest, type ImageRequest } from '../registry/pull.ts';

/** Everything `prepare_job` is about to do, decided before it touches docker. */
export interface JobPlan {
  network: string;
  images: readonly ImageRequest[];
  container: ContainerSpec | undefined;
  /** What the runner mounts into the job container, by its own paths. */
  sharedMounts: readonly Mount[];
  services: readonly PlannedService[];
}

export interface PlannedService {
  spec: ContainerSpec;
  /** Name for people. */
  title: string;
  contextName: string | undefined;
}

export interface PlanContext {
  config: Config;
  network: string;
  /** Socket of the daemon, when it is reached over one. */
  socket: string | undefined;
}

/** @throws HookError for an image reference that docker would not take */
export function planJob(request: PrepareJob, { config, network, socket }: PlanContext): JobPlan {
  const place = (role: Role, options: readonly string[]) => ({
    ...{ labels: jobLabels(config, role), network, socket, pathMap: config.pathMap, options },
  });
  const services = request.services.map((service) => ({
    service,
    options: tokenizeOptions(service.createOptions ?? ''),
  }));
  // The runner's job message is another source of keys; it would be asked here.
  const names = resolveServiceNames(
    services.map(({ service, options }) => {
      return { key: service.contextName, image: service.image, options };
    }),
  );
  const { container } = request;
  const options = tokenizeOptions(container?.createOptions ?? '');
  const job = `jobs.${config.jobId ?? '<job>'}`;
  return {
    network,
    container: container && jobContainerSpec(container, place('job', options)),
    sharedMounts: container?.systemMountVolumes ?? [],
    services: services.map(({ service, options }, index) => {
      const { title = '', aliases = [] } = names[index] ?? {};
      const spec = serviceSpec(service, { ...place('service', options), title, aliases });
      return { spec, title, contextName: service.contextName };
    }),
    images: [
      ...(container ? [imageRequest(container, platformOf(options), `${job}.container`)] : []),
      ...services.map(({ service, options }, index) =>
        imageRequest(service, platformOf(options), `${job}.services.${names[index]?.title ?? ''}`),
      ),
    ],
  };
}
