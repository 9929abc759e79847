import { directivesOf, instructionsOf } from './dockerfile-lines.ts';
import {
  expandClear,
  newVariables,
  readArguments,
  unquote,
  type Variables,
} from './dockerfile-variables.ts';

/** An image that building a Dockerfile may pull. */
export interface DockerfileImage {
  /** The piece of the Dockerfile that names it: `FROM redis:7`. */
  text: string;
  /** Undefined where only docker can tell which image that is. */
  reference: string | undefined;
}

/**
 * Images that building a Dockerfile may pull: `FROM`, `COPY --from`, `RUN --mount=from=` and the `# syntax`
 * line (docker docs, "Dockerfile reference"). Names of earlier stages and `scratch` are left out. What this
 * reader may understand otherwise than docker comes without a reference: a policy refuses it.
 */
export function dockerfileImages(dockerfile: string): DockerfileImage[] {
  const { lines, unclear } = instructionsOf(dockerfile);
  const stages = new Set<string>();
  const variables = newVariables();
  let isGlobal = true;
  const images = lines.flatMap((line): DockerfileImage[] => {
    const [name = '', ...words] = line.split(/[ \t]+/);
    switch (name.toUpperCase()) {
      case 'ARG':
        // docker reads FROM with the arguments in front of the first one alone.
        if (isGlobal) readArguments(words, variables);
        return [];
      case 'FROM':
        isGlobal = false;
        return readFrom(words, stages, variables);
      case 'ADD':
      case 'COPY':
      case 'RUN':
        return readFlags(name, words, stages);
      default:
        return [];
    }
  });
  return [
    ...syntaxImages(dockerfile),
    ...images,
    ...unclear.map((text) => ({ text, reference: undefined })),
  ];
}

function readFrom(
  words: readonly string[],
  stages: Set<string>,
  variables: Variables,
): DockerfileImage[] {
  const flags = words.filter((word) => word.startsWith('--'));
  const [image = '', as, stage, ...rest] = words.filter((word) => !word.startsWith('--'));
  const isPlain = as === undefined || (as.toUpperCase() === 'AS' && stage !== undefined);
  const isOdd = !isPlain || rest.length > 0 || flags.some(isOddFlag);
  const reference = isOdd ? undefined : expandClear(image, variables);
  const isStage = reference !== undefined && stages.has(reference.toLowerCase());
  if (stage !== undefined && !isOdd) stages.add(stage.toLowerCase());
  return isStage || reference === 'scratch' ? [] : [{ text: `FROM ${image}`, reference }];
}

/** `--from=` and the `from=` of `--mount=`; docker reads flags in front of everything else. */
function readFlags(
  name: string,
  words: readonly string[],
  stages: ReadonlySet<string>,
): DockerfileImage[] {
  const end = words.findIndex((word) => !word.startsWith('--'));
  const flags = end < 0 ? words : words.slice(0, end);
  return flags.flatMap((flag): DockerfileImage[] => {
    const text = `${name.toUpperCase()} ${flag}`;
    if (isOddFlag(flag)) return [{ text, reference: undefined }];
    const fields = flag.replace(/^--mount=/i, '--').split(',');
    return fields.flatMap((field): DockerfileImage[] => {
      const image = /^(?:--)?\s*from\s*=(.*)$/i.exec(field)?.[1];
      if (image === undefined || stages.has(image.toLowerCase()) || /^\d{1,9}$/.test(image))
        return [];
      return [{ text, reference: image.includes('$') ? undefined : image }];
    });
  });
}

/** docker takes quotes and backslashes out of flags, and splits them inside of letters beyond ASCII. */
function isOddFlag(flag: string): boolean {
  return /["'\\]|[^\x21-\x7e]/.test(flag);
}

/** The image that reads the rest of the file; docker also knows it behind `//` and in JSON. */
function syntaxImages(dockerfile: string): DockerfileImage[] {
  return directivesOf(dockerfile, 'syntax').map(({ text, value }) => {
    return { text, reference: unquote(value) };
  });
}
