import * as z from 'zod/mini';
import { HookError } from '../errors.ts';
import { issueText } from './issue-text.ts';

/**
 * What the runner writes to stdin, one document per call. Only the fields that the hook uses are
 * named; the runner may send more. `null` means absent, as the runner sends every field.
 * Shapes: actions/runner, `Container/ContainerHooks/HookInput.cs`.
 */
const strings = z._default(z.array(z.string()), []);

/** Names and values as they came, also names that an object could not hold (`__proto__`). */
const environmentVariables = z.pipe(
  z.optional(z.custom<object>(isObject, 'an object of strings')),
  z.transform((given, context) => {
    const entries = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
    const odd = entries.find(([, value]) => typeof value !== 'string');
    if (odd) {
      context.issues.push({ code: 'custom', message: 'a string', path: [odd[0]], input: odd[1] });
    }
    return new Map<string, string>(entries);
  }),
);

const Mount = z.object({
  /** The text in the workflow; absent for the runner's own mounts. */
  userProvidedValue: z.optional(z.string()),
  /** A host path or a volume's name; absent for an anonymous volume. */
  sourceVolumePath: z.optional(z.string()),
  targetVolumePath: z.string(),
  readOnly: z._default(z.boolean(), false),
});

const Registry = z.object({
  username: z.optional(z.string()),
  password: z.optional(z.string()),
  /** Registry host; empty for Docker Hub. */
  serverUrl: z.optional(z.string()),
});

const containerFields = {
  entryPoint: z.optional(z.string()),
  entryPointArgs: strings,
  workingDirectory: z.optional(z.string()),
  createOptions: z.optional(z.string()),
  registry: z.optional(Registry),
  environmentVariables,
  portMappings: strings,
  systemMountVolumes: z._default(z.array(Mount), []),
  userMountVolumes: z._default(z.array(Mount), []),
};

const Container = z.object({ image: z.string(), ...containerFields });

/** `contextName` is promised by the runner's ADR 1891 and never sent; honoured should it come. */
const Service = z.extend(Container, { contextName: z.optional(z.string()) });

const StepContainer = z.object({
  image: z.optional(z.string()),
  dockerfile: z.optional(z.string()),
  ...containerFields,
});

const ScriptStep = z.object({
  entryPoint: z.string(),
  entryPointArgs: strings,
  environmentVariables,
  /** Runners up to 2.293 sent one string joined with colons. */
  prependPath: z.pipe(
    z._default(z.union([z.string(), z.array(z.string())]), []),
    z.transform((given) => (typeof given === 'string' ? given.split(':').filter(Boolean) : given)),
  ),
  workingDirectory: z.optional(z.string()),
});

const PrepareJob = z.object({
  container: z.optional(Container),
  services: z._default(z.array(Service), []),
});

const call = { responseFile: z.string(), state: z.optional(z.unknown()) };

const Request = z.discriminatedUnion('command', [
  z.object({ command: z.literal('prepare_job'), args: PrepareJob, ...call }),
  z.object({ command: z.literal('run_script_step'), args: ScriptStep, ...call }),
  z.object({ command: z.literal('run_container_step'), args: StepContainer, ...call }),
  z.object({ command: z.literal('cleanup_job'), ...call }),
]);

export type Mount = z.infer<typeof Mount>;
export type Registry = z.infer<typeof Registry>;
export type Container = z.infer<typeof Container>;
export type Service = z.infer<typeof Service>;
export type StepContainer = z.infer<typeof StepContainer>;
export type ScriptStep = z.infer<typeof ScriptStep>;
export type PrepareJob = z.infer<typeof PrepareJob>;
export type Request = z.infer<typeof Request>;

/**
 * Parses the whole of stdin; pretty-printed JSON and a byte order mark are fine.
 * @throws HookError that names each field that is missing or malformed, never a value.
 */
export function parseRequest(text: string): Request {
  const parsed = Request.safeParse(parseJson(text), { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new HookError(`The request on stdin is not valid: ${describe(parsed.error)}.`, {
    hint: 'The runner writes it; a runner newer than this release may need a newer hook.',
  });
}

function describe(error: z.core.$ZodError): string {
  return error.issues.map(issueText).join('; ');
}

function parseJson(text: string): unknown {
  const document = text.replace(/^\uFEFF/, '').trim();
  if (document === '') {
    throw new HookError('The request on stdin is empty.', {
      hint: 'The hook is started by the runner (ACTIONS_RUNNER_CONTAINER_HOOKS), which writes one JSON document to stdin; try --help.',
    });
  }
  try {
    return JSON.parse(document, (_key, value: unknown) => (value === null ? undefined : value));
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

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
