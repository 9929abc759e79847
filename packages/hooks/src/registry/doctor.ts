import type { ClientEnv } from '../docker/client-env.ts';
import { findProgram } from '../docker/locate.ts';
import { list, object, optional, parseAs, parseJson, text } from '../shape.ts';
import type { Of } from '../shape.ts';

/** Longer than what ecr-auth allows itself by default for one token. */
const timeout = 20_000;

/** What this needs of `ecr-auth doctor --json` (packages/ecr-auth, `doctor/finding.ts`). */
const Report = object({
  checks: list(object({ status: text, text, fix: optional(text) })),
});

export interface Diagnosis {
  why: string;
  hint: string | undefined;
}

export interface DoctorOptions {
  /** Docker config directory of the runner; undefined for docker's default. */
  configDirectory: string | undefined;
  /** Credential helper that was asked for the image. */
  helper: string;
  /** Of the credential helpers, PATH included. */
  env: ClientEnv;
  signal: AbortSignal;
}

/**
 * Lets `ecr-auth doctor` find out why an image of ECR cannot be pulled.
 * @param image image reference
 * @returns the first check that fails; undefined without ecr-auth on PATH, or when all is well
 */
export async function askDoctor(
  image: string,
  { configDirectory, helper, env, signal }: DoctorOptions,
): Promise<Diagnosis | undefined> {
  const program = findProgram('ecr-auth', env['PATH'] ?? '');
  if (program === undefined) return undefined;
  const { execa } = await import('execa');
  // One word, so that no image name can become a flag.
  const { stdout } = await execa(program, ['doctor', '--json', `--image=${image}`], {
    env: {
      ...env,
      HOOK_ECR_HELPER: helper,
      ...(configDirectory !== undefined && { HOOK_DOCKER_CONFIG: configDirectory }),
    },
    extendEnv: false,
    stdin: 'ignore',
    stderr: 'ignore',
    reject: false,
    timeout,
    maxBuffer: 1024 * 1024,
    cancelSignal: signal,
  });
  signal.throwIfAborted();
  const failed = readReport(stdout)?.checks.find(({ status }) => status === 'fail');
  // It is part of a longer sentence.
  return failed && { why: failed.text.replace(/\.$/, ''), hint: failed.fix };
}

/** undefined for a program of that name which is another one. */
function readReport(json: string): Of<typeof Report> | undefined {
  const parsed = parseAs(Report, parseJson(json));
  return parsed.success ? parsed.data : undefined;
}
