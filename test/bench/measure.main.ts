/**
 * Times commands in turn: each round runs every command once, so that a busy moment of the machine
 * hits all of them. Reads the commands from stdin, writes the medians to stdout, both as JSON.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Measured, TimedCommand } from './timing.ts';

const { commands, rounds } = JSON.parse(readFileSync(0, 'utf8')) as {
  commands: TimedCommand[];
  rounds: number;
};

const times = new Map<string, number[]>();
const inTurn = Array.from({ length: rounds }, () => commands).flat();
for (const command of inTurn) {
  const taken = times.get(command.name) ?? [];
  times.set(command.name, [...taken, time(command)]);
}
const measured: Measured[] = [...times].map(([name, values]) => ({ name, ms: median(values) }));
console.log(JSON.stringify(measured));

function time({ name, argv, env, input = '' }: TimedCommand): number {
  const [program = '', ...args] = argv;
  const began = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, args, { env, input });
  const taken = Number(process.hrtime.bigint() - began) / 1e6;
  if (status !== 0) throw new Error(`${name}: exit code ${status}: ${stderr.toString()}`);
  return taken;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
