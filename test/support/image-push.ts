/** Puts a test image into docker-registry over its http API, without docker (distribution spec). */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { imageConfig, imageEntries, type ImageSpec } from './images.ts';
import { tar } from './tar.ts';

export interface SeededImage {
  /** `sha256:...` of the manifest, for `name@digest`. */
  readonly digest: string;
  /** `sha256:...` of the configuration: docker's image id. */
  readonly id: string;
  /** `sha256:...` of its one layer. */
  readonly layer: string;
}

/** A repository and a tag as the registry names them. */
export interface Place {
  readonly repository: string;
  readonly tag: string;
}

const docker = 'application/vnd.docker';
const mediaTypes = {
  list: `${docker}.distribution.manifest.list.v2+json`,
  manifest: `${docker}.distribution.manifest.v2+json`,
  config: `${docker}.container.image.v1+json`,
  layer: `${docker}.image.rootfs.diff.tar.gzip`,
};

export async function pushImage(
  registryUrl: string,
  places: readonly Place[],
  spec: ImageSpec,
): Promise<SeededImage> {
  const archive = tar(await imageEntries(spec));
  const layer = await promisify(gzip)(archive, { level: 1 });
  const rootfs = { type: 'layers', diff_ids: [digestOf(archive)] };
  const { architecture, os, ...rest } = imageConfig(spec);
  const config = Buffer.from(JSON.stringify({ architecture, os, ...rest, rootfs }));
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: descriptor(mediaTypes.config, config),
      layers: [descriptor(mediaTypes.layer, layer)],
    }),
  );
  for (const { repository, tag } of places) {
    const base = `${registryUrl}/v2/${repository}`;
    await pushBlob(base, layer);
    await pushBlob(base, config);
    if (!spec.isListed) await put(`${base}/manifests/${tag}`, manifest, mediaTypes.manifest);
    else {
      await put(`${base}/manifests/${digestOf(manifest)}`, manifest, mediaTypes.manifest);
      await put(`${base}/manifests/${tag}`, list(manifest, { architecture, os }), mediaTypes.list);
    }
  }
  return { digest: digestOf(manifest), id: digestOf(config), layer: digestOf(layer) };
}

function list(manifest: Buffer, platform: object): Buffer {
  const manifests = [{ ...descriptor(mediaTypes.manifest, manifest), platform }];
  return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.list, manifests }));
}

function descriptor(mediaType: string, content: Buffer): object {
  return { mediaType, size: content.length, digest: digestOf(content) };
}

async function pushBlob(base: string, content: Buffer): Promise<void> {
  const started = await fetch(`${base}/blobs/uploads/`, { method: 'POST' });
  const location = started.headers.get('location');
  if (!location) throw new Error(`docker-registry started no upload: HTTP ${started.status}.`);
  const url = new URL(location, base);
  url.searchParams.set('digest', digestOf(content));
  await put(url.href, content, 'application/octet-stream');
}

async function put(url: string, content: Buffer, type: string): Promise<void> {
  const answer = await fetch(url, {
    method: 'PUT',
    body: new Uint8Array(content),
    headers: { 'content-type': type },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`docker-registry refused ${url}: HTTP ${answer.status} ${text}`);
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
