/** The certificates of one environment: an authority of its own and one leaf for every name. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface Authority extends Certificate {
  readonly certFile: string;
}

/** `openssl req -x509` both makes the authority and, with `-CA`, signs the leaf. */
const request = [
  'req',
  '-x509',
  ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
  ...['-days', '2'],
];

export async function createAuthority(folder: string): Promise<Authority> {
  const files = filesIn(folder, 'ca');
  await promisify(execFile)('openssl', [
    ...request,
    ...['-subj', '/CN=ecr-runner-hooks test CA'],
    ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    ...['-keyout', files.key, '-out', files.cert],
  ]);
  return { ...(await read(files)), certFile: files.cert };
}

/** A certificate that no authority of the environment has signed. */
export async function issueForeignCertificate(folder: string, name: string): Promise<Certificate> {
  const files = filesIn(folder, 'foreign');
  await promisify(execFile)('openssl', [
    ...request,
    ...['-subj', '/CN=foreign server', '-addext', `subjectAltName=DNS:${name}`],
    ...['-keyout', files.key, '-out', files.cert],
  ]);
  return read(files);
}

export async function issueCertificate(
  folder: string,
  names: readonly string[],
): Promise<Certificate> {
  const authority = filesIn(folder, 'ca');
  const files = filesIn(folder, 'server');
  await promisify(execFile)('openssl', [
    ...request,
    ...['-CA', authority.cert, '-CAkey', authority.key],
    ...['-subj', '/CN=test server'],
    ...['-addext', 'basicConstraints=critical,CA:FALSE'],
    ...['-addext', 'extendedKeyUsage=serverAuth'],
    ...['-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`],
    ...['-keyout', files.key, '-out', files.cert],
  ]);
  return read(files);
}

function filesIn(folder: string, name: string): Certificate {
  return { cert: join(folder, `${name}.pem`), key: join(folder, `${name}-key.pem`) };
}

async function read({ cert, key }: Certificate): Promise<Certificate> {
  const [certText, keyText] = await Promise.all([readFile(cert, 'utf8'), readFile(key, 'utf8')]);
  return { cert: certText, key: keyText };
}
