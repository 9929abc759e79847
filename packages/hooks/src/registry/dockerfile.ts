import { parseImageRef } from '../docker/image-ref.ts';

/**
 * Registry hosts that building a Dockerfile may pull from: `FROM`, `COPY --from`,
 * `RUN --mount=from=` and the `# syntax` line (docker docs, "Dockerfile reference"). Names of
 * earlier stages, `scratch` and what only build arguments can tell are left out: docker asks the
 * config for those by itself.
 */
export function imageHosts(dockerfile: string): string[] {
  const stages = new Set<string>(['scratch']);
  const variables = new Map<string, string>();
  const hosts = new Set<string>();
  const add = (text: string | undefined) => {
    const image = expand(text ?? '', variables);
    if (image === '' || stages.has(image.toLowerCase()) || /^\d+$/.test(image)) return;
    const host = hostOf(image);
    if (host !== undefined) hosts.add(host);
  };
  add(/^#\s*syntax\s*=\s*(\S+)/im.exec(dockerfile)?.[1]);
  for (const line of instructions(dockerfile)) {
    const argument = /^ARG\s+(\w+)=(\S*)/i.exec(line);
    if (argument?.[1]) variables.set(argument[1], unquote(argument[2] ?? ''));
    const from = /^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line);
    add(from?.[1]);
    if (from?.[2]) stages.add(from[2].toLowerCase());
    if (/^COPY\s/i.test(line)) add(/\s--from=(\S+)/.exec(line)?.[1]);
    if (/^RUN\s/i.test(line)) add(/\s--mount=\S*\bfrom=([^,\s]+)/.exec(line)?.[1]);
  }
  return [...hosts];
}

/** Logical lines: comments gone, continued lines joined. */
function instructions(dockerfile: string): string[] {
  const lines = dockerfile.split(/\r?\n/).filter((line) => !/^\s*#/.test(line));
  return lines
    .join('\n')
    .replaceAll(/[\\`][ \t]*\n/g, ' ')
    .split('\n')
    .map((line) => line.trim());
}

function expand(text: string, variables: ReadonlyMap<string, string>): string {
  return unquote(text).replaceAll(
    /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g,
    (_match, braced?: string, fallback?: string, bare?: string) =>
      variables.get(braced ?? bare ?? '') ?? fallback ?? '',
  );
}

function unquote(text: string): string {
  return text.replaceAll(/^["']|["']$/g, '');
}

function hostOf(image: string): string | undefined {
  try {
    return parseImageRef(image).host;
  } catch {
    return undefined; // Not a reference yet (an argument is missing): docker will say so.
  }
}
