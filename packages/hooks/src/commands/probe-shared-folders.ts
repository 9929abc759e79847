import type { Context } from '../context.ts';
import { containerName } from '../container/names.ts';
import { assertSharedFolders, findInMounts } from '../container/shared-folders.ts';
import type { ContainerSpec } from '../docker/args.ts';
import type { ConfigDirectory } from '../docker/docker.ts';
import type { StepContainer } from '../protocol/request.ts';
import { tidyUp } from './tidy-up.ts';

/**
 * The check of the work folder for a container action that no job container came before. It takes a
 * container that is made for it and never started, so it is left out where runner and daemon
 * obviously share their files.
 *
 * @param spec the step's container
 * @throws HookError when the daemon does not see the work folder
 */
export async function probeSharedFolders(
  step: StepContainer,
  spec: ContainerSpec,
  config: ConfigDirectory,
  context: Context,
): Promise<void> {
  const { client, docker, cleanupDocker, log, responseFile } = context;
  if (!client.inContainer && client.socket !== undefined) return;
  const target = findInMounts(responseFile, step.systemMountVolumes)?.mount.targetVolumePath;
  if (target === undefined) return;
  const probe: ContainerSpec = {
    ...spec,
    name: containerName('probe', spec.image),
    network: undefined,
    env: new Map(),
    // The others would be made on the daemon's machine just by looking.
    mounts: spec.mounts.filter((mount) => mount.target === target),
  };
  try {
    const container = await docker.create(probe, config);
    await assertSharedFolders(container, step.systemMountVolumes, context);
  } finally {
    await tidyUp(log, () => cleanupDocker.removeContainers([probe.name]));
  }
}
