/** A private registry of one account, or the public gallery; all that a client for its API needs. */
export type EcrRegistry = PrivateRegistry | PublicRegistry;

export interface PrivateRegistry {
  service: 'ecr';
  host: string;
  /** Twelve digits, as text: they may begin with zeros. */
  accountId: string;
  region: string;
  /** DNS suffix of the API endpoints of the partition, without dual-stack. */
  dnsSuffix: string;
  fips: boolean;
  dualStack: boolean;
}

export interface PublicRegistry {
  service: 'ecr-public';
  host: string;
  /** The public gallery has one API, wherever images are pulled from. */
  region: 'us-east-1';
}

/**
 * Host suffixes of each partition: `dkr.ecr` hosts, `dkr-ecr` (dual-stack) hosts.
 * Source: the partition table of the AWS SDKs (`dnsSuffix`, `dualStackDnsSuffix`) and
 * amazon-ecr-credential-helper `ecr-login/api/client.go`.
 */
const partitions = [
  { suffix: 'amazonaws.com', dualStackSuffix: 'on.aws' },
  { suffix: 'amazonaws.com.cn', dualStackSuffix: 'on.amazonwebservices.com.cn' },
  { suffix: 'amazonaws.eu', dualStackSuffix: 'on.amazonwebservices.eu' },
  { suffix: 'c2s.ic.gov', dualStackSuffix: 'on.aws.ic.gov' },
  { suffix: 'sc2s.sgov.gov', dualStackSuffix: 'on.aws.scloud' },
  { suffix: 'cloud.adc-e.uk', dualStackSuffix: 'on.cloud-aws.adc-e.uk' },
  { suffix: 'csp.hci.ic.gov', dualStackSuffix: 'on.aws.hci.ic.gov' },
] as const;

const privateHost =
  /^(?<accountId>[0-9]{12})\.dkr(?<separator>[.-])ecr(?<fips>-fips)?\.(?<region>[a-z]{2,}(?:-[a-z0-9]+)+)\.(?<suffix>[a-z0-9.-]+)$/;

const publicHosts: readonly string[] = ['public.ecr.aws', 'ecr-public.aws.com'];

/**
 * Reads a registry host, as it stands in an image reference: without scheme, port or path. Host
 * names know no case.
 *
 * @returns undefined for every host that is not Amazon ECR, look-alikes included
 */
export function parseEcrHost(host: string): EcrRegistry | undefined {
  // Lowering turns a few other letters into ASCII ones: the Kelvin sign becomes a k.
  if (!/^[A-Za-z0-9.-]+$/.test(host)) return undefined;
  const name = host.toLowerCase();
  if (publicHosts.includes(name)) return { service: 'ecr-public', host: name, region: 'us-east-1' };
  const groups = privateHost.exec(name)?.groups;
  if (!groups) return undefined;
  const { accountId = '', separator, fips, region = '', suffix } = groups;
  const dualStack = separator === '-';
  const partition = partitions.find((candidate) =>
    dualStack ? candidate.dualStackSuffix === suffix : candidate.suffix === suffix,
  );
  return (
    partition && {
      service: 'ecr',
      host: name,
      accountId,
      region,
      dnsSuffix: partition.suffix,
      fips: fips !== undefined,
      dualStack,
    }
  );
}
