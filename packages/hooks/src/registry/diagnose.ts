import { parseEcrHost } from '@ecr-runner-hooks/ecr-auth/registry';
import { HookError } from '../errors.ts';
import type { DockerError, DockerErrorReason } from '../docker/docker-error.ts';
import type { ClientEnv } from '../docker/client-env.ts';
import { findProgram } from '../docker/locate.ts';
import type { RegistryAuth } from './auth.ts';
import { helperProgram } from './helper-process.ts';
import { askDoctor, type Diagnosis } from './doctor.ts';

/** An image for which credentials are missing, and where they should have come from. */
export interface MissingCredentials {
  image: string;
  host: string;
  auth: RegistryAuth;
  /** Environment of the credential helpers, with the PATH on which docker looks for them. */
  env: ClientEnv;
  /** Docker config directory of the runner; undefined for docker's default. */
  configDirectory: string | undefined;
  signal: AbortSignal;
}

export interface PullFailure extends MissingCredentials {
  error: DockerError;
}

/**
 * One sentence for a pull that failed, and what to do. Where the registry refused, it says where
 * credentials should have come from: docker itself only says "no basic auth credentials", as up to
 * version 28 it drops what the helper says (docker/cli, `cli/command/image/pull.go`).
 */
export async function explainPullFailure(failure: PullFailure): Promise<HookError> {
  const { image, error } = failure;
  if (error.reason !== 'auth') {
    return new HookError(error.message, { hint: error.hint ?? hints[error.reason], cause: error });
  }
  const { why, hint } = await whyNoCredentials(failure);
  // docker's client hands on what a helper says.
  const said = error.message.includes(why) ? '' : ` (${error.message.replace(/\.$/, '')})`;
  return new HookError(`${image} could not be pulled: ${why}${said}.`, { hint, cause: error });
}

const hints: Partial<Record<DockerErrorReason, string>> = {
  'not-found': 'Check name, tag and platform of the image, and that it was pushed.',
  corrupt:
    'What came is not what the manifest of the image names: push the image again, and check proxies and mirrors between the docker daemon and the registry.',
  untrusted:
    "The docker daemon does not trust the registry's certificate: put its authority into /etc/docker/certs.d/HOST/ca.crt of the daemon, or look for a proxy that opens TLS.",
  transient:
    'It was tried several times: check network, DNS and proxy between the docker daemon and the registry.',
};

/** Why the registry got no credentials that it accepts. */
export async function whyNoCredentials(missing: MissingCredentials): Promise<Diagnosis> {
  const { image, host, auth, env, configDirectory, signal } = missing;
  if (auth.kind === 'credentials' || auth.kind === 'login') {
    return {
      why: `${host} refused the credentials that the workflow gives`,
      hint: 'Check `credentials:` of the image in the workflow; ECR tokens expire after 12 hours.',
    };
  }
  if (!auth.helper && (auth.kind === 'helper' || auth.covered)) {
    return {
      why: `${host} refused the credentials that the docker config of the runner has for it`,
      hint: 'Renew its entry in `auths` of that config, or take it out so that others are used.',
    };
  }
  if (!auth.helper) {
    return {
      why: `${host} wants credentials and neither the docker config of the runner nor the workflow has any`,
      hint: 'Add the host to `credHelpers` of the docker config that HOOK_DOCKER_CONFIG names, or give `credentials:` in the workflow.',
    };
  }
  const { helper } = auth;
  return (
    missingHelper(host, helper, env['PATH'] ?? '') ??
    (parseEcrHost(host) && (await askDoctor(image, { configDirectory, helper, env, signal }))) ??
    silentHelper(host, helper)
  );
}

function missingHelper(host: string, helper: string, path: string): Diagnosis | undefined {
  const program = helperProgram(helper);
  if (findProgram(program, path) !== undefined) return undefined;
  return {
    why: `the docker config asks ${program} for ${host}, which is not on the runner's PATH (${path})`,
    hint: `Install ${program} on the runner, or name another helper for the host.`,
  };
}

function silentHelper(host: string, helper: string): Diagnosis {
  return {
    why: `${helperProgram(helper)} has no credentials for ${host} that the registry accepts`,
    hint: 'Check the AWS identity of the runner process (instance role, AWS_* in its .env file, web identity token): it needs ecr:GetAuthorizationToken, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer. docker-credential-ecr-login writes its reason to ~/.ecr/log/ecr-login.log; with ecr-auth on PATH this line has it.',
  };
}
