import { expect, test } from '@jest/globals';
import { parseEcrHost } from './registry.ts';

const account = '123456789012';

test.each([
  [`${account}.dkr.ecr.us-east-1.amazonaws.com`, 'us-east-1', 'amazonaws.com', false, false],
  [`${account}.dkr.ecr-fips.us-east-1.amazonaws.com`, 'us-east-1', 'amazonaws.com', true, false],
  [`${account}.dkr-ecr.us-east-1.on.aws`, 'us-east-1', 'amazonaws.com', false, true],
  [`${account}.dkr-ecr-fips.us-gov-west-1.on.aws`, 'us-gov-west-1', 'amazonaws.com', true, true],
  [
    `${account}.dkr.ecr.us-gov-east-1.amazonaws.com`,
    'us-gov-east-1',
    'amazonaws.com',
    false,
    false,
  ],
  [
    `${account}.dkr.ecr.ap-southeast-2.amazonaws.com`,
    'ap-southeast-2',
    'amazonaws.com',
    false,
    false,
  ],
  [
    `${account}.dkr.ecr.cn-north-1.amazonaws.com.cn`,
    'cn-north-1',
    'amazonaws.com.cn',
    false,
    false,
  ],
  [
    `${account}.dkr-ecr.cn-northwest-1.on.amazonwebservices.com.cn`,
    'cn-northwest-1',
    'amazonaws.com.cn',
    false,
    true,
  ],
  [
    `${account}.dkr.ecr.eusc-de-east-1.amazonaws.eu`,
    'eusc-de-east-1',
    'amazonaws.eu',
    false,
    false,
  ],
  [
    `${account}.dkr-ecr.eusc-de-east-1.on.amazonwebservices.eu`,
    'eusc-de-east-1',
    'amazonaws.eu',
    false,
    true,
  ],
  [`${account}.dkr.ecr.us-iso-east-1.c2s.ic.gov`, 'us-iso-east-1', 'c2s.ic.gov', false, false],
  [`${account}.dkr-ecr.us-iso-east-1.on.aws.ic.gov`, 'us-iso-east-1', 'c2s.ic.gov', false, true],
  [
    `${account}.dkr.ecr.us-isob-east-1.sc2s.sgov.gov`,
    'us-isob-east-1',
    'sc2s.sgov.gov',
    false,
    false,
  ],
  [
    `${account}.dkr-ecr.us-isob-east-1.on.aws.scloud`,
    'us-isob-east-1',
    'sc2s.sgov.gov',
    false,
    true,
  ],
  [
    `${account}.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk`,
    'eu-isoe-west-1',
    'cloud.adc-e.uk',
    false,
    false,
  ],
  [
    `${account}.dkr-ecr.eu-isoe-west-1.on.cloud-aws.adc-e.uk`,
    'eu-isoe-west-1',
    'cloud.adc-e.uk',
    false,
    true,
  ],
  [
    `${account}.dkr.ecr.us-isof-south-1.csp.hci.ic.gov`,
    'us-isof-south-1',
    'csp.hci.ic.gov',
    false,
    false,
  ],
  [
    `${account}.dkr-ecr.us-isof-south-1.on.aws.hci.ic.gov`,
    'us-isof-south-1',
    'csp.hci.ic.gov',
    false,
    true,
  ],
])('%s is a registry of ECR in %s', (host, region, dnsSuffix, fips, dualStack) => {
  expect(parseEcrHost(host)).toEqual({
    service: 'ecr',
    host,
    accountId: account,
    region,
    dnsSuffix,
    fips,
    dualStack,
  });
});

test.each(['public.ecr.aws', 'ecr-public.aws.com'])('%s is the public gallery', (host) => {
  expect(parseEcrHost(host)).toEqual({ service: 'ecr-public', host, region: 'us-east-1' });
});

test('knows no case and keeps leading zeros', () => {
  expect(parseEcrHost('000012345678.DKR.ECR.US-East-1.AmazonAWS.com')).toMatchObject({
    host: '000012345678.dkr.ecr.us-east-1.amazonaws.com',
    accountId: '000012345678',
    region: 'us-east-1',
  });
});

test.each([
  '',
  'docker.io',
  'ghcr.io',
  'amazonaws.com',
  `${account}.dkr.ecr.us-east-1.amazonaws.com.evil.example`,
  `${account}.dkr.ecr.us-east-1.evil.example`,
  `${account}.dkr.ecr.us-east-1.`,
  `${account}.dkr.ecr..amazonaws.com`,
  `${account}.dkr.ecr.us-east-1.evilamazonaws.com`,
  `${account}.dkr.ecr.us-east-1.amazonaws.com.`,
  `${account}.dkr.ecr.us-east-1.amazonaws.com\n`,
  `\n${account}.dkr.ecr.us-east-1.amazonaws.com`,
  ` ${account}.dkr.ecr.us-east-1.amazonaws.com`,
  `${account}.dkr.ecr.us-east-1.amazonaws.com:443`,
  `${account}.dkr.ecr.us-east-1.amazonaws.com/app`,
  `https://${account}.dkr.ecr.us-east-1.amazonaws.com`,
  `user@${account}.dkr.ecr.us-east-1.amazonaws.com`,
  `evil.example/${account}.dkr.ecr.us-east-1.amazonaws.com`,
  `x${account}.dkr.ecr.us-east-1.amazonaws.com`,
  `evil.${account}.dkr.ecr.us-east-1.amazonaws.com`,
  '12345678901.dkr.ecr.us-east-1.amazonaws.com',
  '1234567890123.dkr.ecr.us-east-1.amazonaws.com',
  '１２３４５６７８９０１２.dkr.ecr.us-east-1.amazonaws.com',
  // The Kelvin sign, which toLowerCase() turns into a k; a long s; a Cyrillic a.
  `${account}.d\u212Ar.ecr.us-east-1.amazonaws.com`,
  `${account}.dkr.ecr.us-ea\u017Ft-1.amazonaws.com`,
  `${account}.dkr.ecr.us-east-1.\u0430mazonaws.com`,
  `${account}.dkr.ecr.us-east-1.amazonaws.com\0`,
  `${account}.dkr.ecr.us-east-1.amazonaws.com\r\n`,
  `${account}.dkr-ecr.us-east-1.amazonaws.com`,
  `${account}.dkr.ecr.us-east-1.on.aws`,
  `${account}.dkrxecr.us-east-1.amazonaws.com`,
  `${account}.dkr.ecr.us-east-1.x.amazonaws.com`,
  `${account}.dkr.ecr.us-east-1.amazonaws.com.cn.evil.example`,
  `${account}.dkr.ecr.cn-north-1.amazonaws.eu.evil`,
  `api.ecr.us-east-1.amazonaws.com`,
  'public.ecr.aws.evil.example',
  'public.ecr.aws\n',
  'public.ecr.aws:443',
  'my-public.ecr.aws',
  'xpublic.ecr.aws',
])('%j is not ECR', (host) => {
  expect(parseEcrHost(host)).toBeUndefined();
});
