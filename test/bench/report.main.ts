/**
 * What `hooks report` takes for logs of different lengths: wall time, and the most memory it had.
 *
 *   npm run bench:report -- [LINES...]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../support/project.ts';
import { writeSampleLogs } from './sample-logs.ts';
import { runTool } from './tool.ts';

const runners = 40;

const rounds = 3;

/** Runs before the program and tells its memory at the end, as GNU time would. */
const tellMemory = `data:text/javascript,process.on('exit', () =>
  process._rawDebug('KiB ' + process.resourceUsage().maxRSS))`;

function main(sizes: readonly number[]): void {
  const program = join(projectFolder(), 'packages/hooks/dist/cli.js');
  const folder = mkdtempSync(join(tmpdir(), 'report-bench-'));
  try {
    console.log('    lines     MiB  seconds  MiB of memory');
    for (const lines of sizes) {
      const directory = join(folder, String(lines));
      writeSampleLogs(directory, lines, runners);
      // The first run only brings the files into the page cache.
      const [, ...runs] = Array.from({ length: rounds + 1 }, () => run(program, directory));
      const [seconds, memory] = [
        median(runs.map((r) => r.seconds)),
        median(runs.map((r) => r.memory)),
      ];
      console.log(row([lines, sizeOf(directory), seconds, memory]));
      rmSync(directory, { recursive: true });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(program: string, directory: string): { seconds: number; memory: number } {
  const began = process.hrtime.bigint();
  const argv = ['--import', tellMemory, program, 'report', directory, '--json'];
  const { status, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  if (status !== 0) throw new Error(`exit code ${String(status)}: ${stderr}`);
  return { seconds, memory: Number(/^KiB (\d+)$/m.exec(stderr)?.[1]) / 1024 };
}

/** MiB. */
function sizeOf(directory: string): number {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const sizes = files.map((file) => statSync(join(directory, file)));
  return sizes.reduce((sum, found) => sum + (found.isFile() ? found.size : 0), 0) / 1024 ** 2;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

function row([lines = 0, size = 0, seconds = 0, memory = 0]: readonly number[]): string {
  const cells = [String(lines).padStart(9), size.toFixed(1).padStart(7)];
  return [...cells, seconds.toFixed(2).padStart(8), memory.toFixed(0).padStart(14)].join(' ');
}

const help = `npm run bench:report: measures what hooks report takes.

Usage: npm run bench:report -- [LINES]...

  LINES  how many lines the logs have (default: 10000 100000 1000000)

It prints the median wall time of ${rounds} runs in seconds, and of their peak memory
in MiB.

Options:
  --help  print this text

Exit codes:
  0  measured
  1  failed
  2  called wrongly

Examples:
  npm run bench:report -- 50000

Documentation: docs/report.md
`;

void runTool({
  name: 'bench:report',
  help,
  parse: (args) => {
    const wrong = args.find((arg) => !/^[1-9]\d{0,8}$/.test(arg));
    if (wrong !== undefined) throw new Error(`${wrong} is no number of lines`);
    return args.length > 0 ? args.map(Number) : [10_000, 100_000, 1_000_000];
  },
  run: main,
});
