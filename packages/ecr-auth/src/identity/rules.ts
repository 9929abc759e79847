import * as z from 'zod/mini';
import { codeOf, EcrAuthError, messageOf } from '../errors.ts';
import { brokenLine } from '../json-place.ts';
import { readTextFile } from '../text-file.ts';

const text = z.string().check(z.minLength(1));

/** The identity for the registries whose hosts fit a pattern. */
const RegistryRule = z
  .strictObject({
    /** Role to assume, with the credentials of `profile`, or else those of the process. */
    roleArn: z.optional(
      text.check(z.regex(/^arn:[\w-]+:iam::\d{12}:role\/.+$/, 'the ARN of a role')),
    ),
    externalId: z.optional(text),
    /** Profile of the shared config. */
    profile: z.optional(text),
    /** Region whose STS is asked for the role; default: the region of the registry. */
    region: z.optional(text.check(z.regex(/^[a-z]{2,}(-[a-z0-9]+)+$/, 'a region'))),
  })
  .check(
    z.refine(({ roleArn, profile }) => roleArn ?? profile, 'it needs a roleArn or a profile'),
    z.refine(
      ({ roleArn, externalId }) => externalId === undefined || roleArn,
      'an externalId needs a roleArn',
    ),
  );

export type RegistryRule = z.infer<typeof RegistryRule>;

const pattern = text.check(
  z.regex(/^[a-z0-9.*-]+$/, 'a registry host in lower case, `*` stands for any characters'),
);

const RulesFile = z.strictObject({ registries: z.record(pattern, RegistryRule) });

/**
 * The first rule of the file whose pattern fits the host; undefined for none.
 * @param file path of a JSON file, `ECR_AUTH_CONFIG`
 * @throws EcrAuthError that names the file and the place in it
 */
export function findRule(file: string, host: string): RegistryRule | undefined {
  const { registries } = parseRules(file);
  return Object.entries(registries).find(([pattern]) => matches(pattern, host))?.[1];
}

/** @throws EcrAuthError as above */
export function parseRules(file: string): z.infer<typeof RulesFile> {
  const parsed = RulesFile.safeParse(readJson(file));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'the file'}: ${textOf(issue)}`,
  );
  throw new EcrAuthError(
    `The file of ECR_AUTH_CONFIG, ${file}, is wrong: ${problems.join('; ')}.`,
    {
      reason: 'settings',
      hint: 'docs/ecr-auth.md shows its form.',
    },
  );
}

/** zod/mini brings no texts; those of the checks above are ours. */
function textOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `unknown ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_type') return `it must be ${issue.expected}`;
  if (issue.code === 'invalid_key') return `it must be ${issue.issues[0]?.message}`;
  if (issue.code === 'invalid_format') return `it must be ${issue.message}`;
  return issue.code === 'too_small' ? 'it is empty' : issue.message;
}

function readJson(file: string): unknown {
  try {
    const text = readTextFile(file);
    const line = brokenLine(text);
    if (line === undefined) return JSON.parse(text);
    throw new Error(`line ${line} is not valid JSON`);
  } catch (cause) {
    const why = codeOf(cause) ?? messageOf(cause);
    throw new EcrAuthError(`The file of ECR_AUTH_CONFIG, ${file}, cannot be read: ${why}.`, {
      reason: 'settings',
      hint: 'Correct the path or the file, or unset ECR_AUTH_CONFIG to use one identity for all registries.',
      cause,
    });
  }
}

/** No regular expression: a pattern with many stars would take for ever on a long host. */
function matches(pattern: string, host: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === host;
  if (!host.startsWith(first)) return false;
  let position = first.length;
  for (const part of rest) {
    const found = host.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  return host.length - last.length >= position && host.endsWith(last);
}
