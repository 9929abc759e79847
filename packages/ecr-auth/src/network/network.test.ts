import { expect, test } from '@jest/globals';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { createNetwork } from './network.ts';

const limits = { connectTimeoutMs: 1, requestTimeoutMs: 1 };
const api = 'https://api.ecr.eu-west-1.amazonaws.com';

/** The proxy library reads the variables of the process itself. */
function proxyFor(url: string, variables: Record<string, string>): string | undefined {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    const agent = createNetwork({ env: {}, ...limits }).agentFor(url);
    return agent instanceof HttpsProxyAgent ? agent.proxy.href : undefined;
  } finally {
    process.env = before;
  }
}

test.each([
  [{ HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
  [{ https_proxy: 'http://proxy:3128' }, 'http://proxy:3128/'],
  [{ ALL_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
  [{ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.amazonaws.com' }, undefined],
  [{ HTTP_PROXY: 'http://proxy:3128' }, undefined],
  [{}, undefined],
])('with %j the proxy is %s', (variables, proxy) => {
  expect(proxyFor(api, variables)).toBe(proxy);
});

test('nothing without TLS goes through a proxy', () => {
  expect(proxyFor('http://169.254.169.254/', { HTTP_PROXY: 'http://proxy:3128' })).toBeUndefined();
});

test.each(['socks5://user:hidden@proxy', 'ftp://user:hidden@proxy'])(
  'refuses %s without showing it',
  (proxy) => {
    expect(() => proxyFor(api, { HTTPS_PROXY: proxy })).toThrow(/^The proxy of HTTPS_PROXY/);
    expect(() => proxyFor(api, { HTTPS_PROXY: proxy })).not.toThrow(proxy);
  },
);
