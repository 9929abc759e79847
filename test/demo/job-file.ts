import { readFile } from 'node:fs/promises';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';

const strings = z.record(z.string(), z.coerce.string());

const Container = z.strictObject({
  image: z.string(),
  env: strings.optional(),
  options: z.string().optional(),
  volumes: z.array(z.string()).optional(),
  ports: z.array(z.union([z.string(), z.number()])).optional(),
  credentials: z.object({ username: z.string(), password: z.string() }).optional(),
  command: z.string().optional(),
  entrypoint: z.string().optional(),
});

const Step = z
  .strictObject({
    name: z.string().optional(),
    run: z.string().optional(),
    uses: z
      .string()
      .regex(/^(docker:\/\/|\.\/)/, 'only docker://image and ./folder can be played here')
      .optional(),
    shell: z.string().optional(),
    env: strings.optional(),
    with: z
      .strictObject({ entrypoint: z.string().optional(), args: z.string().optional() })
      .optional(),
    'continue-on-error': z.boolean().optional(),
  })
  .refine((step) => (step.run === undefined) !== (step.uses === undefined), 'needs run or uses');

const JobFile = z.strictObject({
  container: Container.optional(),
  services: z.record(z.string(), Container).default({}),
  steps: z.array(Step),
  images: z.record(
    z.string(),
    z.strictObject({ cmd: z.array(z.string()).optional(), env: strings.optional() }),
  ),
});

/** A job in the words of a workflow, and the images that its registry holds. */
export type JobFile = z.infer<typeof JobFile>;
export type Step = z.infer<typeof Step>;

/** What a person can mend in the job file. */
export class JobFileError extends Error {}

/** @throws JobFileError with one sentence that says what is wrong and where */
export async function readJobFile(file: string): Promise<JobFile> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new JobFileError(`The job file cannot be read: ${(error as Error).message}.`);
  });
  const parsed = JobFile.safeParse(parseYaml(file, text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'the file'}: ${message}`,
  );
  throw new JobFileError(`${file} is not a job: ${problems.join('; ')}.`);
}

function parseYaml(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const [sentence] = error.message.split('\n');
    throw new JobFileError(`${file} is not YAML: ${(sentence ?? '').replace(/:$/, '')}.`);
  }
}
