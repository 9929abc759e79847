/** What the API of AWS that gives tokens can do wrong, and how that has to end. */
import type { Fault } from '../support/environment.ts';
import type { End, Job, Way } from './pull-faults.ts';

export interface AwsFault extends End {
  fault: Omit<Fault, 'on'>;
  helper: NonNullable<Job['helper']>;
  /** How often AWS is asked for a token for the job, not counting a diagnosis after that. */
  requests: number;
  /** Ways to pull for which it is tried in every CI, and the others that it concerns. */
  part: readonly Way[];
  full: readonly Way[];
  env: Record<string, string>;
}

/** Seconds: as few as tell one from the other. */
const [retry, stall] = [3, 4];

/** Seconds for docker and node on a busy machine, beside what the settings say. */
const slack = 40;

const seconds = (count: number) => ({
  HOOK_PULL_RETRY_TIMEOUT: String(retry),
  HOOK_PULL_STALL_TIMEOUT: String(count),
});

/** A helper without an answer is asked once more, without what it may have in its cache. */
const twice = { pulls: 2, announced: 0, within: slack, env: seconds(20) } as const;

/** It says nothing of why. */
const login = {
  ...twice,
  helper: 'ecr-login',
  says: /could not be pulled: docker-credential-ecr-login has no credentials for \S+ .*Check the AWS identity .*ecr-login\.log/,
} as const;
const auth = (why: RegExp) => ({
  ...twice,
  helper: 'ecr-auth' as const,
  says: new RegExp(`^\\S+ could not be pulled: ${why.source}`),
});
/** Within the time for all that ecr-auth has; its helper is asked twice, then the doctor. */
const late = { env: { ...seconds(20), ECR_AUTH_TIMEOUT: '6' }, within: 3 * 6 + slack } as const;

/** A helper without limits of its own: the hook ends it. */
const silent = (says: RegExp) => ({
  helper: 'ecr-login' as const,
  says,
  pulls: 0,
  requests: 2,
  announced: 1,
  within: retry + 2 * stall + slack,
  env: seconds(stall),
});
const bySocket = silent(
  /^docker-credential-ecr-login get failed: timeout: the credential helper has said nothing of \S+ for 4 s\. Try it as the user of the runner: echo/,
);
const byClient = silent(
  /^docker pull \S+ failed: timeout: neither credential helper nor registry has answered for 4 s\./,
);
const good = { pulls: 1, requests: 2, within: slack, env: seconds(20) } as const;

const [refused, tried] = [{ requests: 2 }, { requests: 6 }] as const;
const rare = { part: [], full: ['socket', 'client'] } as const;
const socket = { part: ['socket'], full: ['client'] } as const;
const client = { part: ['client'], full: ['socket'] } as const;
const [socketOnly, clientOnly] = [
  { ...bySocket, part: ['socket'], full: [] },
  { ...byClient, part: ['client'], full: [] },
] as const;
const throttle = { answer: 429, retryAfter: 3600 } as const;

export const awsFaults: readonly AwsFault[] = [
  { fault: { answer: 400 }, ...rare, ...login, ...refused },
  { fault: { answer: 401 }, ...client, ...login, ...refused },
  { fault: { answer: 401 }, ...rare, ...auth(/The ECR API .* with status 401/), ...refused },
  { fault: { answer: 403 }, ...socket, ...login, ...refused },
  { fault: { answer: 403 }, ...client, ...auth(/The ECR API .* denies access/), ...refused },
  { fault: { answer: 404 }, ...rare, ...login, ...refused },
  { fault: throttle, ...rare, ...login, ...tried },
  { fault: throttle, ...socket, ...auth(/The ECR API .* asked too often/), ...tried },
  { fault: { answer: 500 }, ...client, ...login, ...tried },
  { fault: { answer: 500 }, ...rare, ...auth(/The ECR API .* failure of its own/), ...tried },
  { fault: { answer: 503 }, ...socket, ...login, ...tried },
  { fault: { answer: 503 }, ...rare, ...auth(/The ECR API .* failure of its own/), ...tried },
  { fault: { answer: 'reset' }, ...rare, ...login, ...tried },
  { fault: { answer: 'reset' }, ...socket, ...auth(/api\.ecr\S+ could not be asked/), ...tried },
  { fault: { answer: 'truncate' }, ...client, ...login, ...refused },
  { fault: { answer: 'corrupt' }, ...socket, ...login, ...refused },
  { fault: { answer: 'corrupt' }, ...rare, ...auth(/.* not one of AWS/), ...refused },
  { fault: { answer: 'html' }, ...rare, ...login, ...refused },
  { fault: { answer: 'html' }, ...rare, ...auth(/.* not one of AWS .*/), ...refused },
  { fault: { answer: 'hang' }, ...rare, ...auth(/.*no (answer|token) within/), ...tried, ...late },
  // The SDK of ecr-login sometimes closes such a connection by itself, which is like `truncate`.
  {
    fault: { answer: 'drip' },
    ...socket,
    ...auth(/.*no (answer|token) within/),
    requests: 2,
    ...late,
  },
  { fault: { answer: 'hang' }, ...socketOnly },
  { fault: { answer: 'hang' }, ...clientOnly },
  { fault: { answer: 503, times: 1 }, ...socket, helper: 'ecr-login', ...good },
  { fault: { answer: 503, times: 1 }, ...client, helper: 'ecr-auth', ...good },
  { fault: { answer: 'reset', times: 1 }, ...rare, helper: 'ecr-auth', ...good },
  { fault: { ...throttle, times: 1 }, ...rare, helper: 'ecr-auth', ...good },
  { fault: { answer: 'truncate', times: 1 }, ...rare, helper: 'ecr-auth', ...good },
];
