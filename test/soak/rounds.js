/**
 * Looks for tests that fail now and then: plays the end-to-end files again and again, each time in another
 * order and with another seed, and says which seed a failure had.
 */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { failuresOf, sayRound } from './round-result.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(root, '.soak/rounds');

const help = `npm run test:rounds: finds end-to-end tests that fail now and then.

Usage: npm run test:rounds -- [OPTIONS]

Plays all files in rounds, each in another order and with another seed. Exits
with 1 if a test failed in any of them; what jest printed is in .soak/rounds.

Options:
  --rounds N       how often (default: 10)
  --seed N         seed of the first round; each one after it has the next
                   (default: a random one)
  --files PATTERN  only files whose paths match
  --help           print this text
`;

const number = (name, text) => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Error(`${name} must be a whole number from 1 on, but is ${text}.`);
};

/** Jest's arguments; it leaves its result in `file`. */
function argumentsOf(seed, files, file) {
  return [
    ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    ...[join(root, 'node_modules/jest/bin/jest.js'), '--selectProjects', 'e2e'],
    ...['--testSequencer', join(import.meta.dirname, 'file-order.js')],
    ...['--seed', String(seed), '--json', '--outputFile', file],
    ...(files === undefined ? [] : ['--testPathPatterns', files]),
  ];
}

/** @param signal ends jest, and what it has started with it */
async function playRound(seed, files, signal) {
  const file = join(folder, `${String(seed)}.json`);
  const printed = join(folder, `${String(seed)}.log`);
  // That of an earlier round with this seed must not stand for one that came to nothing.
  rmSync(file, { force: true });
  const child = spawn(process.execPath, argumentsOf(seed, files, file), {
    cwd: root,
    env: { ...process.env, SOAK_SEED: String(seed) },
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
  });
  child.stderr.pipe(createWriteStream(printed));
  await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve)).catch(
    (error) => {
      throw signal.reason ?? error;
    },
  );
  const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  if (result?.numTotalTestSuites > 0) return result;
  throw new Error(`jest has played no file: ${relative(root, printed)} has what it printed.`);
}

async function main() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '10' },
      seed: { type: 'string', default: String(randomInt(1, 1_000_000)) },
      files: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return void process.stdout.write(help);
  const rounds = number('--rounds', values.rounds);
  const first = number('--seed', values.seed);
  mkdirSync(folder, { recursive: true });
  const cancel = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM']) {
    process.once(name, () => cancel.abort(new Error(`Stopped by ${name}.`)));
  }
  for (let round = 1; round <= rounds; round += 1) {
    const seed = first + round - 1;
    process.stdout.write(`Round ${round} of ${rounds}, seed ${seed}\n`);
    const result = await playRound(seed, values.files, cancel.signal);
    process.stdout.write(`  ${sayRound(result)}\n`);
    for (const failure of failuresOf(result, root)) process.stdout.write(`  ${failure}\n`);
    if (!result.success) process.exitCode = 1;
  }
}

await main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
