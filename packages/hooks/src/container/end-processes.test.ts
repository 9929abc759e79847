import { expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { nodeScript, shellScript } from './end-processes.ts';

const programs = [
  ['sh', '-c', shellScript, 'sh'],
  [process.execPath, '-e', nodeScript],
];

/** Starts a shell and the process below it, which tells its pid. */
async function startFamily(script: string, env: NodeJS.ProcessEnv) {
  const parent = spawn('sh', ['-c', script], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  return { parent, ended: once(parent, 'exit'), child: Number(line.toString()) };
}

const lives = (pid: number) =>
  spawnSync('ps', ['-o', 'stat=', '-p', String(pid)])
    .stdout.toString()
    .match(/^[^Z]/) !== null;

test.each(programs)('%s ends marked processes and what they started', async (program, ...args) => {
  const marker = `MARKER=${randomUUID()}`;
  const cases = ["env -i sh -c 'echo $$; exec sleep 300' & wait", 'echo $$; exec sleep 300'];
  const families = await Promise.all(
    cases.map((script) => startFamily(script, { MARKER: marker.slice(7) })),
  );
  const other = await startFamily('echo $$; exec sleep 300', { MARKER: 'another' });
  expect(spawnSync(program ?? '', [...args, marker])).toMatchObject({ status: 0 });
  for (const { ended, child } of families) {
    await ended;
    expect(lives(child)).toBe(false);
  }
  expect(lives(other.child)).toBe(true);
  other.parent.kill();
});

test.each(programs)('%s ends what ignores signals, too', async (program, ...args) => {
  const marker = `MARKER=${randomUUID()}`;
  const script = `env -i sh -c "trap '' TERM; echo \\$\\$; sleep 300; sleep 300" & wait`;
  const { ended, child } = await startFamily(script, { MARKER: marker.slice(7) });
  expect(spawnSync(program ?? '', [...args, marker])).toMatchObject({ status: 0 });
  await ended;
  expect(lives(child)).toBe(false);
});
