/**
 * Comes before a hook (`node --require`) and writes at its end what the operating system counted for it:
 * CPU time (getrusage), that of the programs it waited for, and the most memory it had (/proc). In runs
 * of its own: what is timed runs without it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Usage } from './usage.ts';

/** Of the kernel's clock; the same on all Linux machines that node runs on. */
const ticksPerSecond = 100;

const file = process.env['BENCH_USAGE_FILE'] ?? '';
process.once('exit', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  // After the name in parentheses: state is the third field, cutime and cstime are 16 and 17.
  const [, fields = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ');
  const [user = '0', system = '0'] = fields.split(' ').slice(13, 15);
  const kib = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  const usage: Usage = {
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
    childrenCpuMs: ((Number(user) + Number(system)) * 1000) / ticksPerSecond,
    peakMiB: Number(kib) / 1024,
  };
  writeFileSync(file, JSON.stringify(usage));
});
