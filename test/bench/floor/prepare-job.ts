import { writeFileSync } from 'node:fs';
import { create, labels, random, runner, runnerLabel, type Place } from './container.ts';
import { ask, askJson, filters } from './engine.ts';
import { createHealth } from './health.ts';
import { createPulls } from './pull.ts';
import { sweep } from './sweep.ts';
import type { Container, PrepareJob, State } from './wire.ts';

interface Inspected {
  Config: { Env: string[]; Healthcheck?: object };
  NetworkSettings: { Ports: Readonly<Record<string, { HostPort: string }[] | null>> };
}

/** Starts all containers of a job, each as early as it can be. */
export async function prepareJob(
  { container, services }: PrepareJob,
  responseFile: string,
): Promise<number> {
  const network = `github_network_${random()}`;
  const swept = sweep({ keep: network });
  const body = { Name: network, Labels: labels(), CheckDuplicate: true };
  const made = ask({ method: 'POST', path: '/networks/create', body });
  const health = createHealth(
    filters({ label: [`${runnerLabel}=${runner}`], event: ['health_status'] }),
    services.length,
  );
  const pull = createPulls();
  const isInOrder = process.env['FLOOR_STARTS'] === 'in order';
  // Of the service before.
  let latest: Promise<unknown> = Promise.resolve();
  const start = async (wanted: Container, place: Omit<Place, 'network'>) => {
    const { image } = wanted;
    const waits = isInOrder && place.role === 'service';
    const before = waits ? latest : undefined;
    let tell = (): void => undefined;
    if (waits) latest = new Promise<void>((resolve) => (tell = resolve));
    await Promise.all([pull(image), swept, health.isListening]);
    const id = await create(wanted, { ...place, network });
    const isAlpine = place.role === 'job' ? namesAlpine(id) : false;
    await Promise.all([made, before]);
    await ask({ method: 'POST', path: `/containers/${id}/start` });
    tell();
    const state = await askJson<Inspected>({ path: `/containers/${id}/json` });
    if (place.role === 'service' && state.Config.Healthcheck) await health.ready(id);
    return { id, image, isAlpine: await isAlpine, state };
  };
  const tail = { entrypoint: ['tail'], command: ['-f', '/dev/null'] };
  const [job, ...started] = await Promise.all([
    container ? start(container, { role: 'job', title: 'job', ...tail }) : undefined,
    ...services.map((service) => {
      const alias = service.image.replace(/^.*\/([^/:]+)(:[^/]*)?$/, '$1');
      return start(service, { role: 'service', title: alias, aliases: [alias] });
    }),
  ]);
  const path = job?.state.Config.Env.find((entry) => entry.startsWith('PATH='));
  const state: State = {
    version: 1,
    network,
    container: job?.id,
    services: started.flatMap((service) => service?.id ?? []),
    imagePath: path?.slice('PATH='.length),
  };
  const context = {
    ...(job && { container: { id: job.id, network, image: job.image } }),
    services: started.map((service) => {
      return service && { ...idAndPorts(service.id, service.state), network, image: service.image };
    }),
  };
  const response = { state, ...(job && { isAlpine: job.isAlpine }), context };
  writeFileSync(responseFile, JSON.stringify(response));
  return 0;
}

function idAndPorts(id: string, { NetworkSettings: { Ports } }: Inspected) {
  const ports = Object.entries(Ports).flatMap(([port, hosts]) => {
    const host = hosts?.[0]?.HostPort;
    return host ? [[port.replace('/tcp', ''), host]] : [];
  });
  return { id, ports: Object.fromEntries(ports) as Record<string, string> };
}

async function namesAlpine(id: string): Promise<boolean> {
  const path = `/containers/${id}/archive?path=/etc/os-release`;
  const file = await ask({ path }).catch(() => '');
  return /\nID(_LIKE)?=["']?(\S+ )*alpine/.test(file);
}
