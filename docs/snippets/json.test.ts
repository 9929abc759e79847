/** The JSON of the pages, by whoever reads such a file. */
import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { readConfigFile } from '../../packages/ecr-auth/src/docker/config-file.ts';
import { parseRules } from '../../packages/ecr-auth/src/identity/rules.ts';
import { readDockerConfig } from '../../packages/hooks/src/registry/docker-config.ts';
import { blocksOf } from './blocks.ts';

const folder = mkdtempSync(join(tmpdir(), 'files-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** IAM, "Policy grammar", as far as the pages use it. */
const Action = z.string().regex(/^(ecr|sts):[A-Z][A-Za-z]+$/);
const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal('Allow'),
  Principal: z.strictObject({ Federated: z.string().startsWith('arn:aws:iam::') }).optional(),
  Action: z.union([Action, z.array(Action)]),
  Resource: z.union([z.literal('*'), z.string().startsWith('arn:aws:ecr:')]).optional(),
  Condition: z.strictObject({ StringEquals: z.record(z.string(), z.unknown()) }).optional(),
});
const IamPolicy = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(
    Statement.refine((one) => !one.Principal !== !one.Resource, 'Principal or Resource'),
  ),
});

/** Amazon ECR, "Lifecycle policy template". */
const LifecyclePolicy = z.strictObject({
  rules: z.array(
    z.strictObject({
      rulePriority: z.int().min(1),
      description: z.string(),
      selection: z.discriminatedUnion('tagStatus', [
        z.strictObject({
          tagStatus: z.literal('untagged'),
          countType: z.literal('sinceImagePushed'),
          countUnit: z.literal('days'),
          countNumber: z.int().min(1),
        }),
        z.strictObject({
          tagStatus: z.literal('tagged'),
          tagPrefixList: z.array(z.string()).min(1),
          countType: z.literal('imageCountMoreThan'),
          countNumber: z.int().min(1),
        }),
      ]),
      action: z.strictObject({ type: z.literal('expire') }),
    }),
  ),
});

/** By a field that the kind has. */
const kinds: Readonly<Record<string, (content: unknown) => unknown>> = {
  credHelpers: async () => [readConfigFile(folder), await readDockerConfig(folder)],
  registries: () => parseRules(join(folder, 'config.json')),
  Statement: (content) => IamPolicy.parse(content),
  rules: (content) => LifecyclePolicy.parse(content),
};

async function readJson(code: string): Promise<void> {
  const content = JSON.parse(code) as object;
  writeFileSync(join(folder, 'config.json'), code);
  const kind = Object.keys(kinds).find((field) => Object.hasOwn(content, field));
  if (kind === undefined) throw new Error(`It has none of ${Object.keys(kinds).join(', ')}.`);
  await kinds[kind]?.(content);
}

test.each(blocksOf('json'))('%s: is a file of its kind', async (_where, { code }) => {
  await readJson(code);
});

test.each([
  '{"credHelpers": {"a": 1}}',
  '{"registries": {"*": {"rolArn": "arn:aws:iam::123456789012:role/a"}}}',
  '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}]}',
  '{"rules": [{"rulePriority": 1}]}',
  '{"a": 1}',
  '{"a": 1,}',
])('%s would be found', async (code) => {
  await expect(readJson(code)).rejects.toThrow();
});
