import { expect, test } from '@jest/globals';
import { explain } from '../errors.ts';
import { parseEcrHost } from '../registry.ts';
import { expandRegistrySpec, splitRegistryList } from './registry-spec.ts';

const id = '123456789012';

test.each([
  ['public', ['public.ecr.aws']],
  ['public.ecr.aws', ['public.ecr.aws']],
  ['ecr-public.aws.com', ['ecr-public.aws.com']],
  [`${id}@eu-west-1`, [`${id}.dkr.ecr.eu-west-1.amazonaws.com`]],
  ['000000000012@eu-west-1', ['000000000012.dkr.ecr.eu-west-1.amazonaws.com']],
  [
    `${id}@eu-west-1,us-east-1`,
    [`${id}.dkr.ecr.eu-west-1.amazonaws.com`, `${id}.dkr.ecr.us-east-1.amazonaws.com`],
  ],
  [
    `${id}@us-east-1,cn-north-1`,
    [`${id}.dkr.ecr.us-east-1.amazonaws.com`, `${id}.dkr.ecr.cn-north-1.amazonaws.com.cn`],
  ],
  [`${id}@eu-west-1,eu-west-1`, [`${id}.dkr.ecr.eu-west-1.amazonaws.com`]],
  [`${id}@us-gov-west-1+fips`, [`${id}.dkr.ecr-fips.us-gov-west-1.amazonaws.com`]],
  [`${id}@us-east-1+dual-stack`, [`${id}.dkr-ecr.us-east-1.on.aws`]],
  [`${id}@us-east-1+fips+dual-stack`, [`${id}.dkr-ecr-fips.us-east-1.on.aws`]],
  [`${id}@us-east-1+dual-stack+fips`, [`${id}.dkr-ecr-fips.us-east-1.on.aws`]],
  [`${id}.dkr-ecr.us-east-1.on.aws`, [`${id}.dkr-ecr.us-east-1.on.aws`]],
  [`${id}.DKR.ecr.us-east-1.amazonaws.com`, [`${id}.DKR.ecr.us-east-1.amazonaws.com`]],
])('%s stands for %j', (spec, hosts) => {
  expect(expandRegistrySpec(spec)).toEqual(hosts);
});

test.each([
  ['us-east-1', 'amazonaws.com', 'on.aws'],
  ['us-gov-west-1', 'amazonaws.com', 'on.aws'],
  ['cn-northwest-1', 'amazonaws.com.cn', 'on.amazonwebservices.com.cn'],
  ['eusc-de-east-1', 'amazonaws.eu', 'on.amazonwebservices.eu'],
  ['us-iso-east-1', 'c2s.ic.gov', 'on.aws.ic.gov'],
  ['us-isob-east-1', 'sc2s.sgov.gov', 'on.aws.scloud'],
  ['eu-isoe-west-1', 'cloud.adc-e.uk', 'on.cloud-aws.adc-e.uk'],
  ['us-isof-south-1', 'csp.hci.ic.gov', 'on.aws.hci.ic.gov'],
  ['eu-isof-east-1', 'csp.hci.ic.gov', 'on.aws.hci.ic.gov'],
])('%s has the suffixes of its partition', (region, suffix, dualStackSuffix) => {
  const hosts = ['', '+fips', '+dual-stack', '+fips+dual-stack'].flatMap((flags) =>
    expandRegistrySpec(`${id}@${region}${flags}`),
  );
  expect(hosts).toEqual([
    `${id}.dkr.ecr.${region}.${suffix}`,
    `${id}.dkr.ecr-fips.${region}.${suffix}`,
    `${id}.dkr-ecr.${region}.${dualStackSuffix}`,
    `${id}.dkr-ecr-fips.${region}.${dualStackSuffix}`,
  ]);
  for (const host of hosts) expect(parseEcrHost(host)).toMatchObject({ accountId: id, region });
});

test.each(['12345678901@eu-west-1', '1@eu-west-1', '12345678901.dkr.ecr.us-east-1.amazonaws.com'])(
  '%s has lost its leading zeros',
  (spec) => {
    expect(refusal(spec)).toMatch(/has \d+ digits?\. .*12 digits.*leading zeros.*quote .* YAML/);
  },
);

test.each([
  ['', 'not an Amazon ECR registry'],
  [id, 'not an Amazon ECR registry'],
  ['@eu-west-1', 'not an Amazon ECR registry'],
  ['PUBLIC', 'not an Amazon ECR registry'],
  ['public+fips', 'not an Amazon ECR registry'],
  ['__proto__', 'not an Amazon ECR registry'],
  ['docker.io', 'not an Amazon ECR registry'],
  ['public.ecr.aws.evil.example', 'not an Amazon ECR registry'],
  [`https://${id}.dkr.ecr.us-east-1.amazonaws.com`, 'without https:// and path'],
  [`${id}.dkr.ecr.us-east-1.amazonaws.com/app`, 'without https:// and path'],
  [`${id}.dkr.ecr.us-east-1.amazonaws.com.evil.example`, 'not an Amazon ECR registry'],
  [`${id}.dkr.ecr.us-east-1.amazonaws.com\n`, 'not an Amazon ECR registry'],
  [`${id}@eu-west-1@us-east-1`, 'not an Amazon ECR registry'],
  ['１２３４５６７８９０１２@eu-west-1', 'not an Amazon ECR registry'],
  ['1234567890123@eu-west-1', 'has 13 digits. Account ids have 12 digits.'],
  [`${id}@`, '"" in "123456789012@" is not an AWS region'],
  [`${id}@eu-west-1,`, 'is not an AWS region'],
  [`${id}@eu-west-1, us-east-1`, 'no spaces'],
  [`${id}@eu-west-1\n`, 'is not an AWS region'],
  [`${id}@eu-west`, 'is not an AWS region'],
  [`${id}@EU-WEST-1`, 'in lower case'],
  [`${id}@__proto__`, 'is not an AWS region'],
  [`${id}@evil.example/x-1`, 'is not an AWS region'],
  [`${id}@us-east-1.evil-1`, 'is not an AWS region'],
  [`${id}@us-ea\u017Ft-1`, 'is not an AWS region'],
  [`${id}@us-east-1+FIPS`, '"+FIPS" in'],
  [`${id}@us-east-1+dualstack`, '"+dualstack" in'],
  [`${id}@us-east-1+`, '"+" in'],
  [`${id}@us-east-1+fips,eu-west-1`, '"+fips,eu-west-1" in'],
])('%j is refused: %s', (spec, why) => {
  expect(refusal(spec)).toContain(why);
});

function refusal(spec: string): string {
  try {
    return `accepted: ${expandRegistrySpec(spec).join()}`;
  } catch (error) {
    expect(error).toMatchObject({ reason: 'usage', hint: expect.any(String) });
    return explain(error);
  }
}

test.each([
  ['', []],
  [' ,\n', []],
  [`${id}@us-east-1`, [`${id}@us-east-1`]],
  [`${id}@us-east-1,public`, [`${id}@us-east-1`, 'public']],
  [
    `${id}@us-east-1,eu-west-1,210987654321@eu-west-1`,
    [`${id}@us-east-1,eu-west-1`, '210987654321@eu-west-1'],
  ],
  [`${id}@us-east-1, eu-west-1+fips\npublic,`, [`${id}@us-east-1,eu-west-1+fips`, 'public']],
  [
    `${id}.dkr.ecr.us-east-1.amazonaws.com,us-east-1`,
    [`${id}.dkr.ecr.us-east-1.amazonaws.com`, 'us-east-1'],
  ],
  ['eu-west-1,public', ['eu-west-1', 'public']],
  [`${id}@us-east-1,eu-west`, [`${id}@us-east-1,eu-west`]],
])('the list %j is %j', (list, specs) => {
  expect(splitRegistryList(list)).toEqual(specs);
});
