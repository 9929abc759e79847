import { HookError } from '../errors.ts';
import {
  anything,
  flag,
  list,
  map,
  object,
  oneOf,
  optional,
  orElse,
  parseAs,
  problemsText,
  text,
  word,
} from '../shape.ts';
import type { Of, Shape } from '../shape.ts';

/**
 * What the runner writes to stdin, one document per call. Only the fields that the hook uses are
 * named; the runner may send more. `null` means absent, as the runner sends every field.
 * Shapes: actions/runner, `Container/ContainerHooks/HookInput.cs`.
 */
const strings = orElse(list(word), []);
const variables = orElse(map(text), new Map<string, string>());

const Mount = object({
  /** The text in the workflow; absent for the runner's own mounts. */
  userProvidedValue: optional(word),
  /** A host path or a volume's name; absent for an anonymous volume. */
  sourceVolumePath: optional(word),
  targetVolumePath: word,
  readOnly: orElse(flag, false),
});

const Registry = object({
  username: optional(word),
  password: optional(text),
  /** Registry host; empty for Docker Hub. */
  serverUrl: optional(text),
});

const containerFields = {
  entryPoint: optional(word),
  entryPointArgs: strings,
  workingDirectory: optional(word),
  createOptions: optional(word),
  registry: optional(Registry),
  environmentVariables: variables,
  portMappings: strings,
  systemMountVolumes: orElse(list(Mount), []),
  userMountVolumes: orElse(list(Mount), []),
};

const Container = object({ image: word, ...containerFields });

/** `contextName` is promised by the runner's ADR 1891 and never sent; honoured should it come. */
const Service = object({ image: word, ...containerFields, contextName: optional(word) });

const StepContainer = object({
  image: optional(word),
  dockerfile: optional(word),
  ...containerFields,
});

/** Runners up to 2.293 sent one string joined with colons. */
const paths: Shape<string[]> = (value, path, problems) =>
  typeof value === 'string' ? value.split(':').filter(Boolean) : list(word)(value, path, problems);

const ScriptStep = object({
  entryPoint: word,
  entryPointArgs: strings,
  environmentVariables: variables,
  prependPath: orElse(paths, []),
  workingDirectory: optional(word),
});

const PrepareJob = object({
  container: optional(Container),
  services: orElse(list(Service), []),
});

const commands = ['prepare_job', 'run_script_step', 'run_container_step', 'cleanup_job'] as const;
const Command = object({ command: oneOf(commands) });
const Call = object({ responseFile: word, state: optional(anything) });

export type Mount = Of<typeof Mount>;
export type Registry = Of<typeof Registry>;
export type Container = Of<typeof Container>;
export type Service = Of<typeof Service>;
export type StepContainer = Of<typeof StepContainer>;
export type ScriptStep = Of<typeof ScriptStep>;
export type PrepareJob = Of<typeof PrepareJob>;

interface Call {
  responseFile: string;
  state?: unknown;
}

export type Request =
  | (Call & { command: 'prepare_job'; args: PrepareJob })
  | (Call & { command: 'run_script_step'; args: ScriptStep })
  | (Call & { command: 'run_container_step'; args: StepContainer })
  | (Call & { command: 'cleanup_job' });

/** The arguments count with the command; those of a cleanup say nothing. */
const Request: Shape<Request> = (value, path, problems) => {
  const { command } = Command(value, path, problems) ?? {};
  const withArgs = <T>(args: Shape<T>) => ({
    ...object({ args })(value, path, problems),
    ...Call(value, path, problems),
  });
  switch (command) {
    case 'prepare_job':
      return { command, ...withArgs(PrepareJob) };
    case 'run_script_step':
      return { command, ...withArgs(ScriptStep) };
    case 'run_container_step':
      return { command, ...withArgs(StepContainer) };
    case 'cleanup_job':
      return { command, ...Call(value, path, problems) };
    default:
      return undefined as never;
  }
};

/** Bytes. No process can be given as much: Linux takes 6 MiB of arguments and variables at most (`execve(2)`). */
export const largestRequest = 16 * 1024 * 1024;

/**
 * Parses the whole of stdin, or one byte more than is taken; pretty-printed JSON and a byte order mark are fine.
 * @throws HookError that names fields that are missing or malformed, never a value.
 */
export function parseRequest(document: string): Request {
  const parsed = parseAs(Request, parseJson(document));
  if (parsed.success) return parsed.data;
  throw new HookError(`The request on stdin is not valid: ${problemsText(parsed.problems)}.`, {
    hint: 'The runner writes it; a runner newer than this release may need a newer hook.',
  });
}

function parseJson(text: string): unknown {
  if (Buffer.byteLength(text) > largestRequest) {
    throw new HookError('The request on stdin is longer than 16 MiB.', {
      hint: 'No container can be given that much: look for a variable or an argument of that size in the workflow.',
    });
  }
  const document = text.replace(/^\uFEFF/, '').trim();
  if (document === '') {
    throw new HookError('The request on stdin is empty.', {
      hint: 'The hook is started by the runner (ACTIONS_RUNNER_CONTAINER_HOOKS), which writes one JSON document to stdin; try --help.',
    });
  }
  try {
    return JSON.parse(document);
  } catch {
    // The parser's own message quotes the text, which may hold secrets.
    throw new HookError(
      `The request on stdin is not JSON (${String(document.length)} characters).`,
      {
        hint: 'The runner writes one JSON document to stdin and closes it.',
      },
    );
  }
}
