import { EcrAuthError } from '../errors.ts';
import { parseEcrHost, type EcrRegistry } from '../registry.ts';

/** An image in a registry of ECR. */
export interface EcrImage {
  registry: EcrRegistry;
  repository: string;
  /** Tag or digest. */
  reference: string;
}

const form =
  /^(?<repository>[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[a-f0-9]{64}))?$/;

/**
 * @param text an image reference, `HOST/REPOSITORY[:TAG][@DIGEST]`; `docker://` before it is allowed,
 *   as in a workflow
 * @returns undefined for an image of another registry
 * @throws EcrAuthError when what follows an ECR host is no image
 */
export function parseEcrImage(text: string): EcrImage | undefined {
  const reference = text.replace(/^docker:\/\//, '');
  const slash = reference.indexOf('/');
  const registry = parseEcrHost(reference.slice(0, Math.max(slash, 0)));
  if (!registry) return undefined;
  const {
    repository,
    tag = 'latest',
    digest,
  } = form.exec(reference.slice(slash + 1))?.groups ?? {};
  if (repository === undefined) throw notAnImage(text, registry.host);
  return { registry, repository, reference: digest ?? tag };
}

/**
 * The registry host of any image: the first part, if it looks like a host (distribution/reference).
 * @throws EcrAuthError when it is no image
 */
export function hostOfImage(text: string): string {
  const reference = text.replace(/^docker:\/\//, '');
  const [first = ''] = reference.split('/');
  const hasHost = reference.includes('/') && /[.:]|^localhost$/.test(first);
  const rest = hasHost ? reference.slice(first.length + 1) : reference;
  if (!form.test(rest)) throw notAnImage(text, '123456789012.dkr.ecr.eu-west-1.amazonaws.com');
  return hasHost ? first : 'docker.io';
}

function notAnImage(text: string, host: string): EcrAuthError {
  return new EcrAuthError(`${JSON.stringify(text)} is not an image reference.`, {
    reason: 'usage',
    hint: `One looks like ${host}/team/app:1.2.`,
  });
}
