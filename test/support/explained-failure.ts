/** A `docker pull` that must fail for want of a token, with one sentence that says why. */
import { expect } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installEcrAuth } from './ecr-auth.ts';
import type { Environment, Fault } from './environment.ts';
import { ecr } from './fixtures.ts';

export interface Failure {
  /** Variables; `file` writes one and returns its path. */
  env: (file: (content: string) => string) => Record<string, string>;
  before?: () => Promise<unknown>;
  after?: () => Promise<unknown>;
  faults?: Fault[];
  says: RegExp;
  advises: RegExp;
  image?: string;
}

export async function expectExplained(environment: Environment, failure: Failure): Promise<void> {
  const folder = mkdtempSync(join(environment.directory, 'failure-'));
  let files = 0;
  const file = (content: string) => {
    const path = join(folder, String((files += 1)));
    writeFileSync(path, content);
    return path;
  };
  await failure.before?.();
  await environment.aws.setFaults(...(failure.faults ?? []));
  const env = failure.env(file);
  const image = failure.image ?? `${ecr}/app:1`;
  const answer = await installEcrAuth(environment).pull(image, env);
  await failure.after?.();
  await environment.aws.setFaults();

  expect(answer.exitCode).toBe(1);
  const said = answer.stderr.split('\n').find((line) => line.startsWith('ecr-auth: no token for'));
  expect(said).toMatch(failure.says);
  expect(said).toMatch(failure.advises);
  expect(answer.stderr).not.toMatch(/^ +at |node:|Warning|undefined|\[object/m);
  for (const secret of secretsIn(env, environment)) expect(answer.stderr).not.toContain(secret);
}

function secretsIn(env: Record<string, string>, { webIdentityToken }: Environment): string[] {
  const { AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN = '' } = env;
  // Shorter ones are words of the sentences.
  const long = [AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN].filter((value) => value.length > 10);
  return [...long, 'hidden', webIdentityToken];
}
