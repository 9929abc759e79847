/** Where a planted secret may be. Everywhere else it is a leak. */
import type { Place } from './findings.ts';
import type { SecretKind } from './planted.ts';

interface Allowed {
  in: Place['in'];
  of: RegExp;
  /** Default: all of them. */
  secrets?: readonly SecretKind[];
  /** A file that others can read is a leak all the same. */
  onlyPrivate?: true;
  why: string;
}

/** What a workflow gives to its containers. */
const ofWorkflow = ['runtime token', 'secret variable'] as const;

export const allowedPlaces: readonly Allowed[] = [
  {
    in: 'passing file',
    of: /\/_temp\/ecr-runner-hooks-\w{6}\/config\.json\d*$/,
    secrets: ['registry password', 'job token', 'ECR token'],
    onlyPrivate: true,
    why: "docker's client takes credentials from a file (and makes it under another name first); it must be gone when the environment ends",
  },
  ...(['file', 'passing file'] as const).flatMap((kind): Allowed[] => [
    {
      in: kind,
      of: /\/\.ecr\/(cache\.json|\.config\.json\.tmp\d+)$/,
      secrets: ['ECR token'],
      onlyPrivate: true,
      why: "the cache of Amazon's credential helper, in the home of the runner user",
    },
    {
      in: kind,
      of: /\/v1\/[0-9a-f]{64}\.json(\.[0-9a-f]{12}\.tmp)?$/,
      secrets: ['ECR token'],
      onlyPrivate: true,
      why: 'the token cache of ecr-auth',
    },
    {
      in: kind,
      of: /\/_diag\/Worker_[^/]+\.log$/,
      secrets: ['job token', 'secret variable'],
      why: 'the log of the simulated runner, where a real one writes *** for secrets',
    },
  ]),
  {
    in: 'file',
    of: /\/(web-identity-token|identity-\w{6}\/.+|failure-\w{6}\/\d+)$/,
    secrets: ['web identity token', 'AWS secret access key', 'AWS session token'],
    why: 'a test puts there what AWS or an administrator puts on a machine',
  },
  {
    in: 'file',
    of: /\/config-[0-9a-f-]{36}\/\.env$/,
    secrets: ['AWS secret access key'],
    why: 'the .env of a runner, where administrators put its identity',
  },
  {
    in: 'file',
    of: /\/client-\w{6}\/\.docker\/config\.json$/,
    secrets: ['registry password'],
    why: "tests of the environment's registries log in with docker",
  },
  {
    in: 'file',
    of: /\/docker-login\/config\.json$/,
    secrets: ['ECR token'],
    onlyPrivate: true,
    why: 'tests show that docker login takes the token',
  },
  {
    in: 'file',
    of: /\/recorder-[^/]+\/record\/\d+-\d+-env$/,
    why: "recordDocker writes down the environment of docker's client, which has the identity of the runner",
  },
  {
    in: 'arguments',
    of: /^\S+\/(nsenter --target|setpriv --reuid|env -i) /,
    why: 'inside.ts starts programs in the environment with these three',
  },
  ...(['arguments', 'output'] as const).map((kind): Allowed => ({
    in: kind,
    of: /^(\S*\/)?curl -s/,
    secrets: ['web identity token', 'AWS secret access key', 'AWS session token'],
    why: "tests ask AWS's metadata services for credentials",
  })),
  {
    in: 'output',
    of: /^(ps|busybox ps|sh -c for file in \/run\/demo-started\/|sh -c for round in )/,
    why: 'tests list processes, whose arguments and environments are looked at themselves',
  },
  ...(['description', 'environment of a process in a container'] as const).map((kind): Allowed => ({
    in: kind,
    of: /^container runner-[0-9a-f]{8}\b/,
    secrets: ['AWS secret access key'],
    why: 'image-runner.ts: a container that is a runner has the identity of the runner',
  })),
  {
    in: 'arguments',
    of: /^docker (run --detach --name|exec --interactive --env)$/,
    secrets: ['AWS secret access key'],
    why: 'image-runner.ts starts that container, and gives its environment to what it runs in it',
  },
  {
    in: 'description',
    of: /^container /,
    secrets: ofWorkflow,
    why: 'a container has the variables that the workflow gives it',
  },
  {
    in: 'environment of a process in a container',
    of: /^/,
    secrets: ofWorkflow,
    why: 'a process in a container has the variables that the workflow gives it',
  },
  {
    in: 'output',
    of: /^(\S*\/)?docker-credential-(ecr-login|ecr-auth) get$|^(\S*\/)?ecr-auth get-login-password/,
    secrets: ['ECR token'],
    why: 'it is asked for exactly this',
  },
];

export function isAllowed(place: Place, secret: SecretKind | undefined): boolean {
  return allowedPlaces.some(
    ({ in: kind, of, secrets, onlyPrivate }) =>
      kind === place.in &&
      of.test(place.of) &&
      (secrets === undefined || secrets.some((one) => one === secret)) &&
      (onlyPrivate === undefined || place.isPrivate === true),
  );
}
