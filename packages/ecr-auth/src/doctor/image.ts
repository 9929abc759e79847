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
  if (repository === undefined) {
    throw new EcrAuthError(`${JSON.stringify(text)} is not an image reference.`, {
      reason: 'usage',
      hint: `One looks like ${registry.host}/team/app:1.2.`,
    });
  }
  return { registry, repository, reference: digest ?? tag };
}
