import { request } from 'node:http';
import { codeOf, messageOf } from '../errors.ts';
import { fail, ok, warn, type Finding } from './finding.ts';

const socketTimeoutMs = 2_000;

/** Whether this user may talk to the docker daemon. */
export async function checkDaemon(env: NodeJS.ProcessEnv): Promise<Finding> {
  const endpoint = env['DOCKER_HOST'] || 'unix:///var/run/docker.sock';
  if (!endpoint.startsWith('unix://')) return warn('docker daemon', `${endpoint} is not checked`);
  const socketPath = endpoint.slice('unix://'.length);
  try {
    const { Version, ApiVersion } = await askVersion(socketPath);
    return ok('docker daemon', `${socketPath}, docker ${Version}, API ${ApiVersion}`);
  } catch (error) {
    const code = codeOf(error);
    const fix =
      code === 'EACCES'
        ? 'Add the user to the group of the socket: `usermod -aG docker USER`, then restart the runner.'
        : 'Start the daemon, or set DOCKER_HOST.';
    return fail('docker daemon', `${socketPath} does not answer: ${code ?? messageOf(error)}`, fix);
  }
}

function askVersion(socketPath: string): Promise<{ Version: string; ApiVersion: string }> {
  return new Promise((resolve, reject) => {
    const options = { socketPath, path: '/version', timeout: socketTimeoutMs };
    const asked = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        try {
          const { Version, ApiVersion } = JSON.parse(Buffer.concat(chunks).toString()) as never;
          resolve({ Version: String(Version), ApiVersion: String(ApiVersion) });
        } catch (error) {
          reject(error);
        }
      });
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer in ${socketTimeoutMs / 1000} s`)));
    asked.on('error', reject);
    asked.end();
  });
}
