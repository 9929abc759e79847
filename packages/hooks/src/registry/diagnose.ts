import { HookError } from '../errors.ts';
import type { DockerError, DockerErrorReason } from '../docker/docker-error.ts';
import { findProgram } from '../docker/locate.ts';
import type { RegistryAuth } from './auth.ts';
import { helperProgram } from './credential-helper.ts';

export interface PullFailure {
  image: string;
  host: string;
  auth: RegistryAuth;
  /** PATH on which docker looks for credential helpers. */
  path: string;
  error: DockerError;
}

/**
 * One sentence for a pull that failed, and what to do. Where the registry refused, it says where
 * credentials should have come from: docker itself only says "no basic auth credentials", as up to
 * version 28 it drops what the helper says (docker/cli, `cli/command/image/pull.go`).
 */
export function explainPullFailure({ image, host, auth, path, error }: PullFailure): HookError {
  if (error.reason !== 'auth') {
    return new HookError(error.message, { hint: error.hint ?? hints[error.reason], cause: error });
  }
  const { why, hint } = explain(host, auth, path);
  const said = error.message.replace(/\.$/, '');
  return new HookError(`${image} could not be pulled: ${why} (${said}).`, { hint, cause: error });
}

const hints: Partial<Record<DockerErrorReason, string>> = {
  'not-found': 'Check name, tag and platform of the image, and that it was pushed.',
  transient:
    'It was tried several times: check network, DNS and proxy between the docker daemon and the registry.',
};

function explain(host: string, auth: RegistryAuth, path: string): { why: string; hint: string } {
  if (auth.kind === 'credentials' || auth.kind === 'login') {
    return {
      why: `${host} refused the credentials that the workflow gives`,
      hint: 'Check `credentials:` of the image in the workflow; ECR tokens expire after 12 hours.',
    };
  }
  if (!auth.helper) {
    return {
      why: `${host} wants credentials and neither the docker config of the runner nor the workflow has any`,
      hint: 'Add the host to `credHelpers` of the docker config that HOOK_DOCKER_CONFIG names, or give `credentials:` in the workflow.',
    };
  }
  const program = helperProgram(auth.helper);
  if (findProgram(program, path) === undefined) {
    return {
      why: `the docker config asks ${program} for ${host}, which is not on the runner's PATH (${path})`,
      hint: `Install ${program} on the runner, or name another helper for the host.`,
    };
  }
  return {
    why: `${program} has no credentials for ${host} that the registry accepts`,
    hint: 'Check the AWS identity of the runner process (instance role, AWS_* in its .env file, web identity token): it needs ecr:GetAuthorizationToken, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer. docker-credential-ecr-login writes its reason to ~/.ecr/log/ecr-login.log.',
  };
}
