import * as z from 'zod/mini';
import { featureNames } from '../features.ts';

/**
 * The rollout file (HOOK_ROLLOUT_FILE): which jobs get which feature. rollout.schema.json of the
 * package is made from this; docs/rollout.md explains it.
 */
const patternText = z.string().check(z.minLength(1));
const patterns = z.union([patternText, z.array(patternText).check(z.minLength(1))]);
const described = (text: string) => z.optional(patterns).check(z.describe(text));

const Rule = z
  .strictObject({
    runner: described('Name of the runner.'),
    group: described('Runner group: HOOK_RUNNER_GROUP, else what the runner was configured with.'),
    label: described('Label of the runner, of those in HOOK_RUNNER_LABELS.'),
    organization: described('Owner of the repository.'),
    repository: described('Repository, as owner/name.'),
    workflow: described('Name of the workflow, or path of its file.'),
    ref: described('Branch or tag, short (main) or whole (refs/heads/main).'),
    event: described('Event that started the workflow, such as push.'),
  })
  .check(
    z.refine((rule) => Object.keys(rule).length > 0, { error: 'a rule that names something' }),
    z.describe(
      'Fits a job that fits all of its entries; each is a pattern or several, `*` is any.',
    ),
  );

const rules = z.union([Rule, z.array(Rule)]);

/** YAML 1.1 tools such as Helm write `true` where a person wrote `on`. */
const Variant = z.enum(['on', 'off', 'shadow']);
const Given = z.union([Variant, z.boolean()]);

const Target = z.strictObject({
  variant: z.optional(Given).check(z.describe('What the chosen jobs get. Default: on.')),
  otherwise: z.optional(Given).check(z.describe('What all other jobs get. Default: off.')),
  percent: z
    .optional(z.number().check(z.minimum(0), z.maximum(100)))
    .check(z.describe('Share of the jobs that are chosen, 0 to 100. Default: 100.')),
  by: z
    .optional(z.enum(['repository', 'workflow', 'run']))
    .check(z.describe('What stays together in the share. Default: repository.')),
  only: z.optional(rules).check(z.describe('Only jobs that fit one of these are chosen.')),
  except: z.optional(rules).check(z.describe('Jobs that fit one of these are not chosen.')),
});

const Entry = z.union([Given, Target]);

export const RolloutFile = z
  .strictObject({
    $schema: z.optional(z.string()),
    version: z.optional(z.literal(1)),
    features: z.record(z.string(), Entry).check(z.describe(`By name: ${featureNames.join(', ')}.`)),
  })
  .check(z.describe('Rollout of features of ecr-runner-hooks.'));

export type RolloutFile = z.infer<typeof RolloutFile>;
export type RolloutEntry = z.infer<typeof Entry>;
export type RolloutRule = z.infer<typeof Rule>;
