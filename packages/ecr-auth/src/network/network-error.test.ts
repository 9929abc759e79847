import { expect, test } from '@jest/globals';
import { networkError } from './network-error.ts';

const notFound = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });

test.each([
  ['api.ecr.eu-west-1.amazonaws.com', /region in the host name.*VPC endpoint/],
  ['ecr.cn-north-1.api.amazonwebservices.com.cn', /VPC endpoint/],
  ['api.github.com', /^Check DNS and proxy \(HTTPS_PROXY, NO_PROXY\) of the machine\.$/],
])('a name that cannot be resolved: %s', (host, hint) => {
  const error = networkError(notFound, host, 1000);
  expect(error.message).toContain(`the name ${host} cannot be resolved`);
  expect(error.hint).toMatch(hint);
});
