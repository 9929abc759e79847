import * as z from 'zod/mini';

/**
 * The policy file (HOOK_POLICY_FILE): what workflows may ask docker for. policy.schema.json of the
 * package is made from this; docs/policy.md explains it.
 */
const pattern = z.string().check(z.minLength(1, 'a pattern'));
const Patterns = z
  .array(pattern)
  .check(z.meta({ id: 'patterns', description: '`*` is any letters. Empty: nothing is allowed.' }));
const patterns = (text: string) => z.optional(Patterns).check(z.describe(text));
const matching = (text: string, regex: RegExp, expected: string) =>
  z.optional(z.array(z.string().check(z.regex(regex, expected)))).check(z.describe(text));
const flag = (text: string) => z.optional(z.boolean()).check(z.describe(text));

/** What each rule allows; what is not named here is not limited. */
const Allow = z.strictObject({
  options: matching(
    'Options of `docker create` by their long names, such as --cpus or --health-*.',
    /^--[a-z0-9*][a-z0-9*-]*$/,
    "the long name of an option, such as '--cpus'",
  ),
  privileged: flag(
    'Whether --privileged is allowed. Left out: not, where capabilities, devices or security-options are limited.',
  ),
  capabilities: matching(
    'Capabilities that --cap-add may add to those that docker gives every container.',
    /^[A-Z][A-Z_]*$/,
    'the name of a capability, such as NET_ADMIN, or ALL',
  ),
  'security-options': patterns('Values of --security-opt; no-new-privileges is always allowed.'),
  namespaces: patterns(
    "Namespaces that are not the container's own, such as network=host or pid=container:*.",
  ),
  devices: patterns(
    'Devices of the host by path, names of CDI devices, rules of --device-cgroup-rule, and gpus for --gpus.',
  ),
  sysctls: patterns('Kernel parameters that --sysctl may set, by name.'),
  ulimits: patterns('Values of --ulimit, such as nofile=*.'),
  runtimes: patterns('Runtimes that --runtime may choose.'),
  paths: matching(
    'Folders of the host whose files may be mounted, and read or written by the docker client.',
    /^\//,
    'an absolute path',
  ),
  volumes: patterns('Names of volumes that may be mounted.'),
  'docker-socket': flag(
    "Whether containers may have docker's socket. false: the runner's own mount of it is left out, too.",
  ),
  registries: patterns('Registries by host, or by host and repository, such as ghcr.io/octo/*.'),
  'images-without-digest': flag('Whether images may be named without a digest.'),
});

export const PolicyFile = z.strictObject({
  $schema: z.optional(z.string()),
  version: z.optional(z.literal(1)),
  allow: Allow.check(z.describe('What is not named is not limited.')),
});

export type PolicyFile = z.infer<typeof PolicyFile>;
export type Allow = z.infer<typeof Allow>;
export type RuleName = keyof Allow;
