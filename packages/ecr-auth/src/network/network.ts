import { Agent as PlainAgent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { EcrAuthError } from '../errors.ts';
import { trustedAuthorities } from './authorities.ts';

export type Agent = PlainAgent | TlsAgent;

/** How to reach others: through which proxy, trusting whom, and for how long. */
export interface Network {
  /** @throws EcrAuthError when the proxy for it cannot be understood */
  agentFor(url: string): Agent;
  connectTimeoutMs: number;
  requestTimeoutMs: number;
  /** Ends idle connections, which would keep the process alive. */
  close(): void;
}

export interface NetworkOptions {
  env: NodeJS.ProcessEnv;
  connectTimeoutMs: number;
  requestTimeoutMs: number;
}

/**
 * Honours HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY in both cases, and the authorities of
 * authorities.ts: node does neither by itself. Metadata services are never asked through it.
 * @throws EcrAuthError when a file of authorities cannot be read
 */
export function createNetwork({ env, ...timeouts }: NetworkOptions): Network {
  const ca = trustedAuthorities(env);
  const agents = new Map<string, Agent>();
  const direct = new TlsAgent({ ...(ca && { ca }) });

  const create = (proxy: string): Agent => {
    const trust = { ...(ca && { ca }) };
    const agent = new HttpsProxyAgent(parseProxy(proxy), trust);
    // Its constructor takes them for the connection to the proxy only.
    Object.assign(agent, { options: { ...agent.options, ...trust } });
    return agent;
  };
  return {
    ...timeouts,
    agentFor(url) {
      // An http URL is that of a test or of an endpoint next door; no proxy tunnels it.
      const plain = url.startsWith('http:');
      const proxy = plain ? '' : getProxyForUrl(url);
      const name = plain ? 'http' : proxy;
      const agent =
        agents.get(name) ?? (plain ? new PlainAgent() : proxy === '' ? direct : create(proxy));
      agents.set(name, agent);
      return agent;
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

function parseProxy(value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url && ['http:', 'https:'].includes(url.protocol) && url.hostname) return url;
  // Never the value: it may hold a password.
  throw new EcrAuthError('The proxy of HTTPS_PROXY (or ALL_PROXY) is not an http or https URL.', {
    reason: 'settings',
    hint: 'Give it as http://HOST:PORT, or name the AWS hosts in NO_PROXY.',
  });
}
