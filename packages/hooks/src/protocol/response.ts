import type { State } from './state.ts';

/** Host ports by container port, as text: `{ "5432": "49153" }`. */
export type Ports = Readonly<Record<string, string>>;

export interface StartedContainer {
  id: string;
  network: string;
  ports: Ports;
  image: string;
  contextName?: string | undefined;
}

/**
 * What `prepare_job` answers. The runner's parser decides the shape (actions/runner,
 * `HookResponse.cs`, `ContainerHookManager.cs`): `services` is an array in the order of the
 * request, each with `ports`; `container` must be absent without a job container, `isAlpine`
 * present with one. `image` and `contextName` are for people, as GitHub's hook writes them.
 */
export interface PrepareJobResponse {
  state: State;
  isAlpine?: boolean;
  context: {
    container?: { id: string; network: string; image: string };
    services: readonly StartedContainer[];
  };
}

export type Response = PrepareJobResponse | Record<string, never>;

export interface PreparedJob {
  state: State;
  network: string;
  container: { id: string; image: string; isAlpine: boolean } | undefined;
  services: readonly StartedContainer[];
}

export function prepareJobResponse({
  state,
  network,
  container,
  services,
}: PreparedJob): PrepareJobResponse {
  if (!container) return { state, context: { services } };
  const { id, image, isAlpine } = container;
  return { state, isAlpine, context: { container: { id, network, image }, services } };
}
