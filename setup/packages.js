/** Installs the programs of the test environment that are missing, with apt-get. */
import { execFileSync } from 'node:child_process';
import { isPolicyLeft, withoutStartingServices } from './policy-rc.js';
import { findProgram, run } from './run.js';

/**
 * Program -> the packages of Debian and Ubuntu that may have it, the first one that exists is taken.
 * Programs count, not packages: a machine with docker-ce has all of docker.
 */
const ofEnvironment = {
  dockerd: ['docker.io'],
  docker: ['docker-cli', 'docker.io'],
  'docker-init': ['docker.io'],
  'docker-registry': ['docker-registry'],
  'docker-credential-ecr-login': ['amazon-ecr-credential-helper'],
  busybox: ['busybox-static'],
  iptables: ['iptables'],
  ip: ['iproute2'],
  mount: ['mount'],
  unshare: ['util-linux'],
  nsenter: ['util-linux'],
  setpriv: ['util-linux'],
  newuidmap: ['uidmap'],
  openssl: ['openssl'],
};

/** What only the tests use beside it, not the demo. */
const ofTests = {
  shellcheck: ['shellcheck'],
  // Ubuntu's is a snap, by way of the package chromium-browser.
  chromium: ['chromium', 'chromium-browser'],
  'prometheus-node-exporter': ['prometheus-node-exporter'],
  unzip: ['unzip'],
  yamllint: ['yamllint'],
};

const packagesOf = { ...ofEnvironment, ...ofTests };

/** @param {boolean} forTests whether the tests are to run, not just the test environment */
export async function installPackages(forTests) {
  const wanted = Object.keys(forTests ? packagesOf : ofEnvironment);
  if (process.platform !== 'linux')
    throw new Error(
      `The tests need Linux, its namespaces and docker; this is ${process.platform}.`,
    );
  const missing = missingPrograms(wanted);
  if (missing.length === 0 && !isPolicyLeft()) return;

  const apt = findProgram('apt-get');
  const wish = `${missing.join(', ')} (Debian's ${packagesFor(missing, () => false).join(' ')})`;
  if (!apt) throw new Error(`There is no apt-get on this machine: please install ${wish}.`);
  const root = rootPrefix(wish);

  await withoutStartingServices(root, (isInterrupted) =>
    install({ root, apt, missing, isInterrupted }),
  ).catch((error) => {
    throw new Error(`Could not install ${wish}: ${error.message}`, { cause: error });
  });
  const still = missingPrograms(wanted);
  if (still.length > 0)
    throw new Error(
      `After the installation ${still.join(', ')} is still missing: install it by hand.`,
    );
}

async function install({ root, apt, missing, isInterrupted }) {
  if (missing.length === 0) return;
  if (!missing.every((program) => packagesOf[program].some(isAvailable)))
    await aptGet(root, apt, 'update');
  const names = packagesFor(missing, isAvailable);
  console.log(`setup: installing ${names.join(' ')} for ${missing.join(', ')}`);
  const args = ['install', '--yes', '--no-remove', '--no-install-recommends', ...names];
  try {
    await aptGet(root, apt, ...args);
  } catch (error) {
    if (isInterrupted()) throw error;
    console.log('setup: trying again with new package lists');
    await aptGet(root, apt, 'update');
    await aptGet(root, apt, ...args);
  }
}

function missingPrograms(wanted) {
  return wanted.filter((program) => !findProgram(program));
}

function packagesFor(programs, isAvailable) {
  const names = programs.map((program) => {
    const candidates = packagesOf[program];
    return candidates.find(isAvailable) ?? candidates.at(-1);
  });
  return [...new Set(names)];
}

/** True if the package lists of this machine have a version of it. */
function isAvailable(name) {
  const env = { ...process.env, LC_ALL: 'C' };
  const policy = execFileSync('apt-cache', ['policy', name], { encoding: 'utf8', env });
  return /Candidate: (?!\(none\))/.test(policy);
}

/** What stands before a command that needs root: nothing, or sudo. */
function rootPrefix(wish) {
  if (process.getuid() === 0) return [];
  const prefix = process.stdin.isTTY ? ['sudo'] : ['sudo', '-n'];
  try {
    execFileSync(prefix[0], [...prefix.slice(1), 'true'], { stdio: 'inherit' });
    return prefix;
  } catch {
    throw new Error(
      `Root is needed, and sudo does not work here: as root, please install ${wish}.`,
    );
  }
}

/** apt-get asks nothing, and needrestart (Ubuntu) leaves the running services alone. */
async function aptGet(root, apt, ...args) {
  const settings = ['DEBIAN_FRONTEND=noninteractive', 'NEEDRESTART_SUSPEND=1'];
  const [program, ...rest] = [...root, 'env', ...settings, apt, ...args];
  await run(program, rest);
}
