import { readFileSync } from 'node:fs';
import { ask } from './engine.ts';

/** Pulls images by their tags, each once and with one question for each registry host. */
export function createPulls(): (image: string) => Promise<void> {
  const credentials = once(askHelper);
  return once((image: string) => pull(image, credentials(image.slice(0, image.indexOf('/')))));
}

function once<Answer>(work: (key: string) => Promise<Answer>): (key: string) => Promise<Answer> {
  const begun = new Map<string, Promise<Answer>>();
  return (key) => {
    const answer = begun.get(key) ?? work(key);
    begun.set(key, answer);
    return answer;
  };
}

async function pull(image: string, credentials: Promise<string | undefined>): Promise<void> {
  const colon = image.lastIndexOf(':');
  const said = await ask({
    method: 'POST',
    path: `/images/create?fromImage=${encodeURIComponent(image.slice(0, colon))}&tag=${image.slice(colon + 1)}`,
    auth: await credentials,
  });
  if (said.includes('"errorDetail"')) throw new Error(said);
}

/** What X-Registry-Auth says, from the credential helper of a host. */
async function askHelper(host: string): Promise<string | undefined> {
  const file = `${process.env['HOOK_DOCKER_CONFIG'] ?? ''}/config.json`;
  const { credHelpers } = JSON.parse(readFileSync(file, 'utf8')) as {
    credHelpers?: Record<string, string>;
  };
  const helper = credHelpers?.[host];
  if (helper === undefined) return undefined;
  const { execFile } = await import('node:child_process');
  const said = await new Promise<string>((resolve, reject) => {
    execFile(`docker-credential-${helper}`, ['get'], (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout);
    }).stdin?.end(host);
  });
  const { Username: username, Secret: password } = JSON.parse(said) as Record<string, string>;
  const auth = Buffer.from(JSON.stringify({ username, password, serveraddress: host }));
  // The daemon wants the padding that base64url leaves out.
  return auth.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}
