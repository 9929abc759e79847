import { dirname } from 'node:path';
import type { Config } from '../config.ts';

const runnerLabel = 'ecr-runner-hooks.runner';

/** Label with what a container is for. */
export const roleLabel = 'ecr-runner-hooks.role';

/** Label with the name of a container for people: a service's, not the one docker knows. */
export const titleLabel = 'ecr-runner-hooks.title';

/** What a container is for; cleanup prints the logs of services only. */
export type Role = 'job' | 'service' | 'step';

export type Labels = Readonly<Record<string, string>>;

type Identity = Pick<Config, 'runnerName' | 'tempDirectory' | 'runId' | 'runAttempt' | 'jobId'>;

/**
 * Labels of everything that a job makes. The runner's is its name and its work folder, so that two runners with one
 * name keep their own.
 */
export function jobLabels(identity: Identity, role?: Role): Labels {
  const { runId, runAttempt, jobId } = identity;
  const job = [runId, runAttempt, jobId].filter(Boolean).join('-');
  return {
    [runnerLabel]: runnerText(identity),
    'ecr-runner-hooks.job': job,
    ...(role ? { [roleLabel]: role } : {}),
  };
}

/**
 * A title as a label: one line, since docker lists containers one per line. The pattern has all but control characters
 * and separators of lines: node takes longer to find out what is in `\p{Cc}` than for all names of a job.
 */
export function titleText(title: string): string {
  return title.replaceAll(/[^ -~\u00a0-\u2027\u202a-\uffff]+/g, ' ').slice(0, 80);
}

/** Labels of an image: no job's, so that equal builds stay one image. */
export function imageLabels(identity: Identity): Labels {
  return { [runnerLabel]: runnerText(identity) };
}

/** Filter for everything that this runner made, whichever job. */
export function runnerFilter(identity: Identity): string {
  return `${runnerLabel}=${runnerText(identity)}`;
}

export function roleFilter(role: Role): string {
  return `${roleLabel}=${role}`;
}

/** The built-in runner names its networks alike; people look for the prefix. */
export function networkName(): string {
  return `github_network_${hex()}`;
}

/** `<role or alias>_<image>_<random>`: readable in `docker ps` and never taken twice. */
export function containerName(prefix: string, image: string): string {
  const readable = `${prefix}_${image}`.replaceAll(/[^\w.-]+/g, '_').slice(0, 80);
  return `${readable.replace(/^[^A-Za-z0-9]+/, 'c')}_${hex()}`;
}

/** Tag of an image built for a Dockerfile action. */
export function buildTag(): string {
  return `ecr-runner-hooks:${hex()}`;
}

/** One line without spaces, whatever the name; no two are alike, as the encoded name holds no colon. */
function runnerText({ runnerName, tempDirectory }: Identity): string {
  const work = dirname(tempDirectory);
  return `${encodeURIComponent(runnerName.toWellFormed())}:${encodeURI(work.toWellFormed())}`;
}

/** 128 bits that no other has, and no secret: loading node:crypto would cost each job more than it does by itself. */
function hex(): string {
  const parts = Array.from({ length: 4 }, () => Math.floor(Math.random() * 2 ** 32));
  return parts.map((part) => part.toString(16).padStart(8, '0')).join('');
}
