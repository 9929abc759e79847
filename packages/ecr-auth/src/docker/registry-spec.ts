import { EcrAuthError } from '../errors.ts';
import { parseEcrHost } from '../registry.ts';

/**
 * Which partition a region is in, by the beginning of its name; the last row takes all others.
 * Source: `regionRegex`, `dnsSuffix` and `dualStackDnsSuffix` in the partition table of the AWS SDKs.
 */
const partitions = [
  {
    prefixes: ['cn-'],
    suffix: 'amazonaws.com.cn',
    dualStackSuffix: 'on.amazonwebservices.com.cn',
  },
  { prefixes: ['eusc-'], suffix: 'amazonaws.eu', dualStackSuffix: 'on.amazonwebservices.eu' },
  { prefixes: ['us-iso-'], suffix: 'c2s.ic.gov', dualStackSuffix: 'on.aws.ic.gov' },
  { prefixes: ['us-isob-'], suffix: 'sc2s.sgov.gov', dualStackSuffix: 'on.aws.scloud' },
  { prefixes: ['eu-isoe-'], suffix: 'cloud.adc-e.uk', dualStackSuffix: 'on.cloud-aws.adc-e.uk' },
  {
    prefixes: ['us-isof-', 'eu-isof-'],
    suffix: 'csp.hci.ic.gov',
    dualStackSuffix: 'on.aws.hci.ic.gov',
  },
  { prefixes: [''], suffix: 'amazonaws.com', dualStackSuffix: 'on.aws' },
] as const;

const accountAtRegions = /^(?<account>[0-9]+)@(?<regions>[^@+]*)(?<flags>(?:\+[^+]*)*)$/;

const forms =
  'Write ACCOUNT@REGION[,REGION...][+fips][+dual-stack], public, or a registry host without https:// and path.';

/**
 * The registry hosts that a `--registry` option stands for: `123456789012@eu-west-1,us-east-1+fips`,
 * `public`, or a host. A host stays as it is written: docker compares hosts letter by letter.
 * @throws EcrAuthError `usage` for everything else
 */
export function expandRegistrySpec(spec: string): string[] {
  if (spec === 'public') return ['public.ecr.aws'];
  if (parseEcrHost(spec)) return [spec];
  const { account = '', regions = '', flags = '' } = accountAtRegions.exec(spec)?.groups ?? {};
  const digits = account || /^[0-9]+(?=$|\.dkr[.-]ecr)/.exec(spec)?.[0];
  if (digits && digits.length !== 12) throw wrongAccount(digits, spec);
  if (!account) throw usage(`${JSON.stringify(spec)} is not an Amazon ECR registry.`);
  const { fips, dualStack } = readFlags(flags, spec);
  const hosts = regions.split(',').map((region) => {
    const host = hostOf({ account, region, fips, dualStack });
    if (host === undefined) throw wrongRegion(region, spec);
    return host;
  });
  return [...new Set(hosts)];
}

/**
 * The specs in one value, as ECR_REGISTRIES holds them, separated by commas or white space. A region that
 * stands alone belongs to the account before it: `123456789012@eu-west-1,us-east-1,public` are two.
 */
export function splitRegistryList(list: string): string[] {
  const parts = list.split(/[\s,]+/).filter(Boolean);
  return parts.reduce<string[]>((specs, part) => {
    const account = specs.at(-1);
    const isRegion = part !== 'public' && !/[@.]/.test(part);
    return isRegion && account?.includes('@')
      ? [...specs.slice(0, -1), `${account},${part}`]
      : [...specs, part];
  }, []);
}

function readFlags(text: string, spec: string): { fips: boolean; dualStack: boolean } {
  const flags = text.split('+').slice(1);
  const unknown = flags.find((flag) => flag !== 'fips' && flag !== 'dual-stack');
  if (unknown !== undefined)
    throw usage(`${JSON.stringify(`+${unknown}`)} in ${JSON.stringify(spec)} is not a known flag.`);
  return { fips: flags.includes('fips'), dualStack: flags.includes('dual-stack') };
}

interface Parts {
  account: string;
  region: string;
  fips: boolean;
  dualStack: boolean;
}

/** The host, if the credential helper will read it back as the registry that was asked for. */
function hostOf({ account, region, fips, dualStack }: Parts): string | undefined {
  // Every region ends with a number; without one it is a typo such as `eu-west`.
  if (!/-[0-9]+$/.test(region)) return undefined;
  const partition = partitions.find(({ prefixes }) =>
    prefixes.some((prefix) => region.startsWith(prefix)),
  );
  const suffix = dualStack ? partition?.dualStackSuffix : partition?.suffix;
  const service = `dkr${dualStack ? '-' : '.'}ecr${fips ? '-fips' : ''}`;
  const host = `${account}.${service}.${region}.${suffix ?? ''}`;
  const parsed = parseEcrHost(host);
  const same = parsed?.service === 'ecr' && parsed.host === host && parsed.region === region;
  return same ? host : undefined;
}

function wrongAccount(digits: string, spec: string): EcrAuthError {
  const hint =
    digits.length < 12
      ? 'Account ids have 12 digits: write the leading zeros, and quote the id in YAML, or the zeros are lost.'
      : 'Account ids have 12 digits.';
  const count = `${digits.length} ${digits.length === 1 ? 'digit' : 'digits'}`;
  return usage(`The account id in ${JSON.stringify(spec)} has ${count}.`, hint);
}

function wrongRegion(region: string, spec: string): EcrAuthError {
  return usage(
    `${JSON.stringify(region)} in ${JSON.stringify(spec)} is not an AWS region.`,
    'Write regions in lower case, with commas and no spaces between them: 123456789012@eu-west-1,us-east-1.',
  );
}

function usage(message: string, hint = forms): EcrAuthError {
  return new EcrAuthError(message, { reason: 'usage', hint });
}
