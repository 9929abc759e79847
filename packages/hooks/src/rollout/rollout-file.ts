import * as z from 'zod/mini';

/**
 * The rollout file (HOOK_ROLLOUT_FILE): which jobs get which feature. rollout.schema.json of the
 * package is made from this; docs/rollout.md explains it.
 */
const pattern = z.string().check(z.minLength(1, 'a pattern'));
const Patterns = z
  .union([pattern, z.array(pattern).check(z.minLength(1, 'one pattern or more'))])
  .check(z.meta({ id: 'patterns', description: 'A pattern, or several; `*` is any letters.' }));
const share = 'a number from 0 to 100';
const by = (text: string) => z.optional(Patterns).check(z.describe(text));

const Rule = z
  .strictObject({
    runner: by('Name of the runner.'),
    group: by('Runner group: HOOK_RUNNER_GROUP, else what the runner was configured with.'),
    label: by('Label of the runner, of those in HOOK_RUNNER_LABELS.'),
    organization: by('Owner of the repository.'),
    repository: by('Repository, as owner/name.'),
    workflow: by('Name of the workflow, or path of its file.'),
    ref: by('Branch or tag, short (main) or whole (refs/heads/main).'),
    event: by('Event that started the workflow, such as push.'),
  })
  .check(
    z.refine((rule) => Object.keys(rule).length > 0, { error: 'a rule that names something' }),
    z.meta({
      id: 'rule',
      description: 'Fits a job that fits all of its entries.',
      minProperties: 1,
    }),
  );

const Rules = z.union([Rule, z.array(Rule)]);

/** YAML 1.1 tools such as Helm write `true` where a person wrote `on`. */
const Switch = z.union([z.enum(['on', 'off']), z.boolean()]);
const SwitchOrShadow = z.union([z.enum(['on', 'off', 'shadow']), z.boolean()]);

/** A variant for all jobs, or a choice of jobs. */
function entryOf<Given extends typeof Switch | typeof SwitchOrShadow>(id: string, variant: Given) {
  const entry = z.union([
    variant,
    z.strictObject({
      variant: z.optional(variant).check(z.describe('What the chosen jobs get. Default: on.')),
      otherwise: z.optional(variant).check(z.describe('What all other jobs get. Default: off.')),
      percent: z
        .optional(z.number().check(z.minimum(0, share), z.maximum(100, share)))
        .check(z.describe('Share of the jobs that are chosen, 0 to 100. Default: 100.')),
      by: z
        .optional(z.enum(['repository', 'workflow', 'run']))
        .check(z.describe('What stays together in the share. Default: repository.')),
      only: z.optional(Rules).check(z.describe('Only jobs that fit one of these are chosen.')),
      except: z.optional(Rules).check(z.describe('Jobs that fit one of these are not chosen.')),
    }),
  ]);
  return entry.check(z.meta({ id }));
}

const Entry = entryOf('feature', Switch);
const EntryWithShadow = entryOf('feature-with-shadow', SwitchOrShadow);

/** Names that this release does not know are let through: a newer one may know them. */
const Features = z.catchall(
  z.object({
    'credential-helper': z.optional(EntryWithShadow),
    'service-names': z.optional(Entry),
    'parallel-pulls': z.optional(Entry),
    'pull-policy': z.optional(Entry),
    'engine-exec': z.optional(Entry),
    'health-events': z.optional(Entry),
  }),
  z.unknown(),
);

export const RolloutFile = z.strictObject({
  $schema: z.optional(z.string()),
  version: z.optional(z.literal(1)),
  features: Features.check(z.describe('What is not named is as HOOK_FEATURE_DEFAULT says.')),
});

export type RolloutFile = z.infer<typeof RolloutFile>;
export type RolloutEntry = z.infer<typeof EntryWithShadow>;
export type RolloutRule = z.infer<typeof Rule>;
