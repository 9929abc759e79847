import { execFile } from 'node:child_process';
import { EcrAuthError, oneLine } from '../errors.ts';
import type { EcrRegistry } from '../registry.ts';
import { findProgram } from './find-program.ts';
import { fail, ok, warn, type Finding } from './finding.ts';

const check = 'credential helper';

/**
 * Whether docker would find the credential helper.
 * @param helper the part after `docker-credential-`
 * @param timeoutMs for its answer
 */
export async function checkHelper(
  helper: string,
  env: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<Finding> {
  const name = `docker-credential-${helper}`;
  const program = findProgram(name, env['PATH'] ?? '');
  if (program === undefined) {
    const fix = `Install ${name}, or let the runner have its folder on PATH.`;
    return fail(check, `${name} is not on PATH (${env['PATH'] ?? ''})`, fix);
  }
  const { stdout } = await call(program, 'version', '', timeoutMs);
  return ok(check, `${program}, ${oneLine(stdout) || 'version unknown'}`);
}

/** Whether the helper answers for a registry, asked as docker asks it. Nothing, if it is missing. */
export async function checkAnswer(
  helper: string,
  registry: EcrRegistry,
  env: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<Finding[]> {
  const name = `docker-credential-${helper}`;
  const program = findProgram(name, env['PATH'] ?? '');
  if (program === undefined) return [];
  const { exitCode, stdout, stderr } = await call(program, 'get', registry.host, timeoutMs);
  // Of a good answer nothing is shown: it holds the secret.
  if (exitCode === 0) return [ok(check, `${name} has credentials for ${registry.host}`)];
  const said = oneLine(stdout || stderr) || `exit code ${exitCode}`;
  const fix =
    helper === 'ecr-login'
      ? 'Its log is ~/.ecr/log/ecr-login.log; docker-credential-ecr-auth says why.'
      : undefined;
  const failed = fail(check, `${name} has no credentials for ${registry.host}: ${said}`, fix);
  return [...oldHelper(helper, registry), failed];
}

/** Hosts that docker-credential-ecr-login knows since 0.10 and 0.11 only (its CHANGELOG). */
function oldHelper(helper: string, registry: EcrRegistry): Finding[] {
  const recent =
    registry.service === 'ecr' && (registry.dualStack || registry.dnsSuffix === 'amazonaws.eu');
  if (helper !== 'ecr-login' || !recent) return [];
  return [
    warn(
      check,
      `an older docker-credential-ecr-login does not know ${registry.host}`,
      'Install version 0.12.0 or later, or use docker-credential-ecr-auth.',
    ),
  ];
}

interface Called {
  exitCode: number;
  stdout: string;
  stderr: string;
}

function call(program: string, action: string, input: string, timeout: number): Promise<Called> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, [action], { timeout }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number' && !error.killed) {
        const message = `${program} cannot be started: ${error.message}.`;
        reject(new EcrAuthError(message, { reason: 'settings', cause: error }));
        return;
      }
      const late = error?.killed ? `no answer within ${timeout / 1000} s` : '';
      resolve({ exitCode: Number(error?.code ?? (late ? 1 : 0)), stdout: late || stdout, stderr });
    });
    // A helper that ends without reading closes the pipe first.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
