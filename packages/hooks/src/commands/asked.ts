import { mountArgs, type ContainerSpec } from '../docker/args.ts';
import type { Asked } from '../policy/judge.ts';
import type { Container, PrepareJob, StepContainer } from '../protocol/request.ts';
import type { DockerfileImage } from '../registry/dockerfile-images.ts';
import { plannedContainers, type JobPlan } from './plan-job.ts';

/** What a job asks docker for, as a policy judges it. */
export function askedByJob(request: PrepareJob, plan: JobPlan): Asked[] {
  const given = [...(request.container ? [request.container] : []), ...request.services];
  return plannedContainers(plan).flatMap(({ spec, image: { origin, image } }, index) => {
    const from = given[index];
    return from ? [asked(origin, [imageText(image)], spec, from)] : [];
  });
}

/** A container action and what it becomes. */
export interface AskingStep {
  step: StepContainer;
  spec: ContainerSpec;
  /** Images of its Dockerfile, if it has one. */
  images: readonly DockerfileImage[];
}

export function askedByStep({ step, spec, images }: AskingStep): Asked {
  return asked(
    'the action',
    step.image === undefined ? images : [imageText(step.image)],
    spec,
    step,
  );
}

function imageText(image: string): DockerfileImage {
  return { text: `image: ${image}`, reference: image };
}

/** The runner's own mounts come first in a spec, and are not the workflow's. */
function asked(
  origin: string,
  images: readonly DockerfileImage[],
  spec: ContainerSpec,
  {
    systemMountVolumes,
    userMountVolumes,
  }: Pick<Container, 'systemMountVolumes' | 'userMountVolumes'>,
): Asked {
  const mounts = spec.mounts.slice(systemMountVolumes.length);
  const volumes = mounts.map((mount, index) => {
    const { userProvidedValue: text = mount.target } = userMountVolumes[index] ?? {};
    return { text, words: mountArgs(mount) };
  });
  const own = spec.mounts.slice(0, systemMountVolumes.length);
  const ownMounts = own.flatMap(({ source }) => source ?? []);
  return { origin, images, options: spec.options, volumes, ownMounts };
}
