/** deploy/terraform: who may do what, to the letter. The files are read as HCL; terraform is not run. */
import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Block {
  [name: string]: unknown;
}
type Blocks = Record<string, Record<string, [Block]>>;
interface Module {
  data?: Blocks;
  resource?: Blocks;
  variable?: Record<string, [Block]>;
}

const { parseToObject } = createRequire(import.meta.url)('hcl2-parser') as {
  /** @returns null in place of the module for what is no HCL */
  parseToObject: (text: string) => [Module | null, ...unknown[]];
};

const folder = join(import.meta.dirname, '../terraform');
const files = readdirSync(folder);
const modules = files.map((name) => parseToObject(readFileSync(join(folder, name), 'utf8'))[0]);

const merge = (kind: 'data' | 'resource', type: string): Record<string, [Block]> =>
  Object.assign({}, ...modules.map((module) => module?.[kind]?.[type])) as Record<string, [Block]>;
const policies = merge('data', 'aws_iam_policy_document');
const statementsOf = (name: string) => policies[name]?.[0]['statement'];

test.each(files)('%s is HCL', (name) => {
  expect(modules[files.indexOf(name)]).not.toBeNull();
});

test('what is no HCL would be found', () => {
  expect(parseToObject('resource "a" "b" {')[0]).toBeNull();
});

test('a runner may get a token, and pull from the repositories that are named', () => {
  expect(statementsOf('pull')).toEqual([
    { sid: 'Token', actions: ['ecr:GetAuthorizationToken'], resources: ['*'] },
    {
      sid: 'Pull',
      actions: [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:GetDownloadUrlForLayer',
      ],
      resources: '${var.repository_arns}',
    },
  ]);
});

test('that is all: one policy, and the roles have no other', () => {
  expect(Object.keys(merge('resource', 'aws_iam_policy'))).toEqual(['pull']);
  const attached = Object.values(merge('resource', 'aws_iam_role_policy_attachment'));
  expect(attached.map(([block]) => block['policy_arn'])).toEqual(
    attached.map(() => '${aws_iam_policy.pull.arn}'),
  );
  expect(attached).toHaveLength(Object.keys(merge('resource', 'aws_iam_role')).length);
  for (const type of ['aws_iam_role_policy', 'aws_iam_policy_attachment'])
    expect(merge('resource', type)).toEqual({});
});

describe('the roles can be taken by', () => {
  const service = (name: string) => [{ type: 'Service', identifiers: [name] }];

  test('EC2', () => {
    expect(statementsOf('ec2_trust')).toEqual([
      { actions: ['sts:AssumeRole'], principals: service('ec2.amazonaws.com') },
    ]);
  });

  test('EKS Pod Identity', () => {
    expect(statementsOf('pod_identity_trust')).toEqual([
      {
        actions: ['sts:AssumeRole', 'sts:TagSession'],
        principals: service('pods.eks.amazonaws.com'),
      },
    ]);
  });

  test('one service account of one cluster (IRSA)', () => {
    const only = (variable: string, values: unknown) => ({
      test: 'StringEquals',
      variable: '${local.oidc_issuer[0]}:' + variable,
      values,
    });
    expect(statementsOf('irsa_trust')).toEqual([
      {
        actions: ['sts:AssumeRoleWithWebIdentity'],
        principals: [{ type: 'Federated', identifiers: ['${local.irsa[0].oidc_provider_arn}'] }],
        condition: [only('sub', '${local.service_account}'), only('aud', ['sts.amazonaws.com'])],
      },
    ]);
  });
});

test('other settings make another machine: user data is run once', () => {
  const machine = merge('resource', 'aws_instance')['runner']?.[0];
  expect(machine?.['user_data_replace_on_change']).toBe(true);
  expect(machine?.['user_data']).toContain('replace(value, "\'", ');
});

test('the machine answers metadata version 2 alone, and over one hop', () => {
  expect(merge('resource', 'aws_instance')['runner']?.[0]['metadata_options']).toEqual([
    { http_endpoint: 'enabled', http_tokens: 'required', http_put_response_hop_limit: 1 },
  ]);
});
