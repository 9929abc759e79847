import { HookError } from '../errors.ts';

/** An image reference in its parts, with Docker Hub's defaults filled in. */
export interface ImageRef {
  /** Registry host with its port; `docker.io` for Docker Hub. */
  host: string;
  /** Path inside the registry; `library/redis` for `redis`. */
  repository: string;
  tag: string | undefined;
  digest: string | undefined;
}

/** Grammar of distribution/reference (`regexp.go`), which docker itself parses with. */
const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const host = `(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const reference = new RegExp(
  `^(?:(?<host>${host})/)?(?<repository>${component}(?:/${component})*)` +
    '(?::(?<tag>\\w[\\w.-]{0,127}))?' +
    '(?:@(?<digest>[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$',
);
/** The algorithms that docker has (opencontainers/go-digest); it takes their digests in lower case. */
const knownDigest = /^sha(?:256:[a-f0-9]{64}|384:[a-f0-9]{96}|512:[a-f0-9]{128})$/;

/**
 * Parses an image reference as docker does.
 * @throws HookError for anything that docker would not take as an image
 */
export function parseImageRef(text: string): ImageRef {
  const [first = ''] = text.split('/');
  // Only a first segment with a dot, a colon, a capital or the name localhost is a host.
  const isHost = text.includes('/') && (/[.:A-Z]/.test(first) || first === 'localhost');
  const groups = reference.exec(isHost ? text : `docker.io/${text}`)?.groups;
  if (!groups?.['repository'] || /^[a-f0-9]{64}$/.test(text)) throw invalid(text);
  // The grammar would take the host for a part of the repository: `my_host.example/app`.
  if (groups['host'] === undefined) throw invalid(text, 'its host is not the name of a host');
  if (groups['digest'] !== undefined && !knownDigest.test(groups['digest'])) {
    throw invalid(text, 'its digest is none that docker knows');
  }
  const name = groups['host'] === 'index.docker.io' ? 'docker.io' : groups['host'];
  const path = groups['repository'];
  const repository = name === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  if (repository.length > 255) throw invalid(text, 'its name is longer than 255 characters');
  return { host: name, repository, tag: groups['tag'], digest: groups['digest'] };
}

function invalid(text: string, why = reason(text)): HookError {
  const shown = JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
  return new HookError(`${shown} is not an image reference: ${why}.`, {
    hint: 'It is written as host/repository:tag or host/repository@digest; check `image:` in the workflow.',
  });
}

function reason(text: string): string {
  if (text === '') return 'it is empty';
  if (text.startsWith('-')) return 'it begins with a hyphen';
  if (/\s/.test(text)) return 'it has white space in it';
  if (/^[a-f0-9]{64}$/.test(text)) return 'it is the id of an image';
  const [name = ''] = text.split('@');
  if (/[A-Z]/.test(name.slice(name.indexOf('/') + 1).replace(/:[^/]*$/, ''))) {
    return 'repository names are lower case';
  }
  return 'docker would not take it';
}
