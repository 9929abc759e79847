import type { PullPolicy } from '../config.ts';
import type { Docker } from '../docker/docker.ts';
import { parseImageRef } from '../docker/image-ref.ts';
import type { LocalImage } from '../docker/inspect.ts';
import { HookError } from '../errors.ts';
import type { WantedImage } from './wanted-image.ts';

export interface PolicyOptions {
  policy: PullPolicy;
  /** Node's name of the architecture that containers run on. */
  architecture: string;
}

/**
 * Whether an image that is here already will do. Asks docker only where the answer can matter: a
 * tag may have moved, so the policy `always` looks at nothing but digests, which never do.
 * @throws HookError when the policy forbids to pull what is missing
 */
export async function isHere(
  wanted: Pick<WantedImage, 'image' | 'platform'>,
  { policy, architecture }: PolicyOptions,
  docker: Pick<Docker, 'findImage'>,
): Promise<boolean> {
  const { digest } = parseImageRef(wanted.image);
  if (policy === 'always' && digest === undefined) return false;
  const found = await docker.findImage(wanted.image);
  if (found && fits(found, wanted.platform, architecture)) return true;
  if (policy !== 'never') return false;
  const why = found ? `is here for ${nameOf(found)} only` : 'is not on this runner';
  throw new HookError(`${wanted.image} ${why}, and HOOK_PULL_POLICY=never forbids to pull it.`, {
    hint: 'Put the image on the runner beforehand, or use the policy `missing`.',
  });
}

/** Go's names of architectures, as docker uses them, by those of node and of the kernel. */
const architectures: Readonly<Record<string, string>> = {
  x64: 'amd64',
  x86_64: 'amd64',
  ia32: '386',
  aarch64: 'arm64',
};

/** Without a platform, docker takes that of the machine. */
function fits(found: LocalImage, platform: string | undefined, architecture: string): boolean {
  const parts = (platform ?? architecture).toLowerCase().split('/');
  const [os, arch = '', variant] = parts.length === 1 ? ['linux', ...parts] : parts;
  if (os !== found.Os || (architectures[arch] ?? arch) !== found.Architecture) return false;
  return variant === undefined || variant === (found.Variant || implied[found.Architecture]);
}

/** docker leaves this variant out of an image's configuration. */
const implied: Readonly<Record<string, string>> = { arm64: 'v8' };

function nameOf({ Os, Architecture, Variant }: LocalImage): string {
  return [Os, Architecture, Variant].filter(Boolean).join('/');
}
