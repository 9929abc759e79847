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
  const escapes = directivesOf(dockerfile, 'escape');
  const { joined, between } = join(physical, escapes[0]?.value === '`' ? '`' : '\\');
  // What ONBUILD keeps runs in this very file, too, where a later stage is made of that one.
  const lines = joined.map((line) => line.trim().replace(/^ONBUILD[ \t]+/i, ''));
  return {
    lines,
    unclear: [
      ...escapes.map(({ text }) => text),
      // Releases of docker differ on comments between continued lines, unless they start at the margin.
      ...between.filter((line) => /^[ \t]+#/.test(line)),
      ...physical.filter(isAmbiguous),
      ...lines.filter((line) => !isInstruction(line)),
    ],
  };
}

export interface Directive {
  /** The whole of it: `# syntax=docker/dockerfile:1`. */
  text: string;
  value: string;
}

/** `# name=value`, in whatever line and with any white space: docker takes more than blanks for that. */
export function directivesOf(dockerfile: string, name: 'escape' | 'syntax'): Directive[] {
  const pattern = new RegExp(`^\\s*((?:#|//)\\s*${name}\\s*=\\s*(\\S+))`, 'i');
  return dockerfile.split('\n').flatMap((line) => {
    const [, text, value] = pattern.exec(line) ?? [];
    return text === undefined || value === undefined ? [] : [{ text, value }];
  });
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
    // Looks back, as to try at every blank of a long line would take hours.
    const end = line.replace(/(?<![ \t])[ \t]+$/, '');
    const isContinued = end.endsWith(mark);
    const text = isContinued ? end.slice(0, -1) : line;
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
