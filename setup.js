#!/usr/bin/env node
/**
 * Prepares a fresh clone; see `help`. Needs nothing but node: it runs before `npm ci`. What follows
 * the check of node's version is loaded later, so that an old node can still read this file.
 */
const help = `setup.js: prepares this clone.

Usage: node setup.js [OPTIONS]

It installs the npm dependencies if package-lock.json has changed since the last
time (npm install --no-save), and builds everything (node build.js).

Options:
  --packages       also install the programs of the test environment that are
                   missing: docker, docker-registry and more, from Debian or
                   Ubuntu with apt-get; takes root or sudo, starts no daemon
  --test-packages  the same, and what the tests use: chromium, shellcheck, ...
  --help           print this text

Exit codes:
  0  done
  1  failed
  2  called wrongly

Examples:
  node setup.js --packages

Documentation: CONTRIBUTING.md
`;

const oldestNode = [20, 20];

function checkNode(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  const wanted = `node ${oldestNode.join('.')} or later`;
  throw new Error(`This needs ${wanted}, and runs on ${version}: get it from https://nodejs.org.`);
}

async function main(args) {
  const unknown = args.find((arg) => !['--packages', '--test-packages', '--help'].includes(arg));
  if (unknown !== undefined) {
    console.error(`setup: Unknown argument ${unknown}. See --help.`);
    process.exitCode = 2;
    return;
  }
  if (args.includes('--help')) return void process.stdout.write(help);

  checkNode(process.versions.node);
  const { installDependencies, runBuild } = await import('./setup/workspace.js');
  await installDependencies();
  await runBuild();
  const forTests = args.includes('--test-packages');
  if (!forTests && !args.includes('--packages')) return;
  const { installPackages } = await import('./setup/packages.js');
  await installPackages(forTests);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(`setup: ${error.message}`);
  process.exitCode = 1;
});
