import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';

const Text = z
  .union([z.string(), z.number(), z.boolean(), z.null()], { error: 'must be text' })
  .transform((value) => String(value ?? ''));
const Variables = z.record(z.string(), Text);

const ContainerMapping = z.strictObject(
  {
    image: z.string({ error: 'must name an image' }).min(1, 'must name an image'),
    env: Variables.optional(),
    options: z.string().optional(),
    volumes: z.array(z.string()).optional(),
    ports: z.array(z.union([z.string(), z.number()])).optional(),
    credentials: z.strictObject({ username: z.string(), password: z.string() }).optional(),
    command: z.string().optional(),
    entrypoint: z.string().optional(),
  },
  { error: ({ code }) => (code === 'invalid_type' ? 'must name an image' : undefined) },
);

/** A workflow may give the image alone. */
const Container = z.preprocess(
  (value) => (typeof value === 'string' ? { image: value } : value),
  ContainerMapping,
);

const Step = z
  .strictObject({
    name: z.string().optional(),
    run: z.string().optional(),
    uses: z
      .string()
      .regex(/^(docker:\/\/|\.\/)/, 'only docker://image and ./folder can be played here')
      .optional(),
    shell: z.string().optional(),
    env: Variables.optional(),
    with: z
      .strictObject({ entrypoint: z.string().optional(), args: z.string().optional() })
      .optional(),
    'continue-on-error': z.boolean().optional(),
  })
  .refine(({ run, uses }) => (run === undefined) !== (uses === undefined), {
    error: 'needs either run or uses',
  });

const JobFile = z.strictObject({
  container: Container,
  services: z.record(z.string(), Container).default({}),
  steps: z.array(Step),
  images: z
    .record(
      z.string(),
      z.strictObject({ cmd: z.array(z.string()).optional(), env: Variables.optional() }),
    )
    .default({}),
});

/** A job in the words of a workflow, and the images that its registries hold. */
export type JobFile = z.infer<typeof JobFile>;
export type Step = z.infer<typeof Step>;

/** @throws Error with one sentence that says what is wrong in the file, and in which line */
export async function readJobFile(file: string): Promise<JobFile> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(`The job file cannot be read: ${(cause as Error).message}.`, { cause });
  });
  const name = basename(file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [failure] = document.errors;
  if (failure) {
    const [sentence = ''] = failure.message.split(/ at line |\n/);
    throw new Error(`${name} is no YAML, line ${lineAt(failure.pos[0], lines)}: ${sentence}.`);
  }
  const parsed = JobFile.safeParse(toValue(document, name));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const key = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    const line = lineAt(offsetOf(document, [...issue.path, ...key]), lines);
    const message =
      key.length > 0
        ? 'is not known here'
        : issue.message.replace(/^Invalid input: expected (\w+).*/, 'must be of type $1');
    return `line ${line}: ${[...issue.path, ...key].join('.') || 'the file'} ${message}`;
  });
  throw new Error(`${name} is no job, ${problems.join('; ')}.`);
}

/** Aliases are resolved here only; the error of an unknown one says no place. */
function toValue(document: Document, name: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new Error(`${name} is no YAML: ${(cause as Error).message}.`, { cause });
  }
}

function lineAt(offset: number, lines: LineCounter): string {
  return String(Math.max(1, lines.linePos(offset).line));
}

/** Where the value stands, or what is nearest above it if there is none. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
