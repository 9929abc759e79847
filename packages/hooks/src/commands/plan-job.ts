import { resolveServiceNames } from '../container/alias.ts';
import { jobLabels, type Role } from '../container/names.ts';
import { platformOf } from '../container/options.ts';
import { jobContainerSpec, serviceSpec } from '../container/spec.ts';
import type { Config } from '../config.ts';
import type { ContainerSpec } from '../docker/args.ts';
import { tokenizeOptions } from '../docker/tokenize.ts';
import type { PrepareJob } from '../protocol/request.ts';
import { imageRequest, type ImageRequest } from '../registry/pull.ts';

/** Everything `prepare_job` is about to do, decided before it touches docker. */
export interface JobPlan {
  network: string;
  container: PlannedContainer | undefined;
  services: readonly PlannedService[];
}

export interface PlannedContainer {
  spec: ContainerSpec;
  image: ImageRequest;
}

export interface PlannedService extends PlannedContainer {
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
    ...{ labels: jobLabels(config, role), network, socket, options },
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
    container: container && {
      spec: jobContainerSpec(container, place('job', options)),
      image: imageRequest(container, platformOf(options), `${job}.container`),
    },
    services: services.map(({ service, options }, index) => {
      const { title = '', aliases = [] } = names[index] ?? {};
      return {
        spec: serviceSpec(service, { ...place('service', options), title, aliases }),
        image: imageRequest(service, platformOf(options), `${job}.services.${title}`),
        title,
        contextName: service.contextName,
      };
    }),
  };
}
