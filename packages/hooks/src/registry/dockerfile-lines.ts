/** The logical lines of a Dockerfile, and what may be more or fewer of them to docker. */
export interface Instructions {
  lines: readonly string[];
  /** Pieces that this reader and docker may understand differently. */
  unclear: readonly string[];
}

const known =
  /^(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)[ \t]/i;

/** Comments and empty lines go, continued lines are joined (moby/buildkit, `dockerfile/parser/parser.go`). */
export function instructionsOf(dockerfile: string): Instructions {
  const physical = dockerfile.replace(/^\uFEFF/, '').split(/\r?\n/);
  const escape = /^[ \t]*#[ \t]*escape[ \t]*=[ \t]*(\S+)/im.exec(dockerfile);
  const { joined, between } = join(physical, escape?.[1] === '`' ? '`' : '\\');
  const lines = joined.map((line) => line.trim());
  return {
    lines,
    unclear: [
      ...(escape ? [escape[0].trim()] : []),
      // Releases of docker differ on comments between continued lines, unless they start at the margin.
      ...between.filter((line) => /^[ \t]+#/.test(line)),
      ...physical.filter(isAmbiguous),
      ...lines.filter((line) => !isInstruction(line)),
    ],
  };
}

/** Logical lines, and the comments and empty lines between the pieces of one. */
function join(physical: readonly string[], mark: string) {
  const joined: string[] = [];
  const between: string[] = [];
  let isOpen = false;
  for (const line of physical) {
    const isSkipped = /^[ \t]*(?:#[^]*)?$/.test(line);
    if (isSkipped && isOpen) between.push(line);
    if (isSkipped) continue;
    const end = line.replace(/[ \t]+$/, '');
    const isContinued = end.endsWith(mark);
    const text = isContinued ? `${end.slice(0, -1)} ` : line;
    joined.push(isOpen ? `${joined.pop() ?? ''}${text}` : text);
    isOpen = isContinued;
  }
  return { joined, between };
}

/** Two escapes at the end, and in front what is white space to docker or to nobody. */
function isAmbiguous(line: string): boolean {
  return /(?:\\\\|``)[ \t]*$/.test(line) || /^[ \t]*[^\x20-\x7e\t]/.test(line);
}

/** Of those that name images: all on one line, without here-documents, whose bodies are no instructions. */
function isInstruction(line: string): boolean {
  if (!known.test(`${line} `)) return false;
  if (/^(?:ADD|COPY|RUN)[ \t][^]*<</i.test(line)) return false;
  return !/^(?:ADD|ARG|COPY|FROM|RUN)[ \t]/i.test(line) || !/[^\P{Cc}\t]/u.test(line);
}
