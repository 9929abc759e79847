import { EcrAuthError, messageOf, textField } from '../errors.ts';
import type { FoundCredentials } from '../identity/credentials.ts';
import type { Network } from '../network/network.ts';
import { awsError } from './aws-error.ts';

/** One sentence for credentials that a source promised and did not give. */
export function credentialsError(
  error: unknown,
  { source, description, notes }: FoundCredentials,
  { requestTimeoutMs }: Network,
): EcrAuthError {
  if (error instanceof EcrAuthError) return error;
  if (isAnswerOfAws(error)) {
    const api = description.startsWith('web identity') ? 'STS' : 'STS or SSO';
    return awsError(error, { api, credentials: description, requestTimeoutMs });
  }
  if (source === 'instance metadata') return metadataError(error, notes);
  if (textField(error, 'askedHost') !== undefined) {
    return awsError(error, { api: 'STS', credentials: description, requestTimeoutMs });
  }
  return new EcrAuthError(`${description} gives no AWS credentials: ${messageOf(error)}.`, {
    reason: 'credentials',
    hint: hints[source],
    notes,
    cause: error,
  });
}

const hints: Partial<Record<FoundCredentials['source'], string>> = {
  profile: 'Run `aws sts get-caller-identity` with that profile as the user of the runner.',
  container: 'Check the pod identity association or the task role, and the agent on the node.',
};

/** The last source: that it does not answer means that there is none at all. */
function metadataError(error: unknown, notes: readonly string[]): EcrAuthError {
  const { statusCode } = Object(error) as { statusCode?: number };
  const why =
    statusCode === 404
      ? 'the instance has no role'
      : statusCode === undefined
        ? 'there is no instance metadata within reach'
        : `the instance metadata answers with status ${statusCode}`;
  return new EcrAuthError(`There are no AWS credentials: ${why}.`, {
    reason: 'no-credentials',
    hint:
      statusCode === 404
        ? 'Attach an instance profile to the machine, or give the process another identity.'
        : 'In a container on EC2 the hop limit of the metadata must be 2 or more; elsewhere give the process an identity: IRSA, Pod Identity, or AWS_* variables.',
    notes: [...notes, `instance metadata: ${messageOf(error)}`],
    cause: error,
  });
}

function isAnswerOfAws(error: unknown): boolean {
  const { $metadata } = Object(error) as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode !== undefined;
}
