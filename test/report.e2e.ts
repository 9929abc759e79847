import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { hookFailed, type SampleJobs } from '../packages/hooks/test/event-lines.ts';
import type { Report } from '../packages/hooks/src/report/report.ts';
import { startNodeExporter } from './support/node-exporter.ts';
import { hooks, hooksProgram, writeLog } from './support/report.ts';

const folder = mkdtempSync(join(tmpdir(), 'report-'));
const [good, bad] = [join(folder, 'good'), join(folder, 'bad')];

const control: SampleJobs = { variant: 'off', jobs: 300, runner: 'runner-1' };
const canary: SampleJobs = { variant: 'on', jobs: 60, runner: 'runner-2' };

beforeAll(() => {
  writeLog(join(good, 'runner-1'), [control], '{"level":30,"time":"2026-');
  writeLog(join(good, 'runner-2'), [canary, { ...canary, jobs: 1, prepare: { fallbacks: 1 } }]);
  writeLog(join(bad, 'runner-1'), [control]);
  writeLog(join(bad, 'runner-2'), [canary, { ...canary, jobs: 20, prepare: hookFailed }]);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('compares the arms in the logs of two runners, and goes on', async () => {
  const { exitCode, stdout, stderr } = await hooks(['report', good]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^1,084 lines, 2 files, 2 directories; jobs that began 2026-01-01 00:00/m);
  expect(stdout).toMatch(/^jobs +300 +61$/m);
  expect(stdout).toMatch(/^success rate +100\.00 % +100\.00 %$/m);
  expect(stdout).toMatch(/^prepare_job +4\.9 s +4\.9 s +4\.9 s +4\.9 s$/m);
  expect(stdout).toMatch(
    /^newest jobs saved by a fallback\n.* octo-org\/hello {2}build .*runner-2$/m,
  );
  expect(stdout).toContain('1 line was skipped (1 no JSON).');
  expect(stdout).toMatch(/^Verdict: go on$/m);
  expect(stdout).toMatch(/^ {2}Hold while an arm has fewer than 50 jobs/m);
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  expect(stdout).not.toContain('\u001b');
});

test('tells a pipeline to roll back by exit code 1, and machines why', async () => {
  const { exitCode, stdout, stderr } = await hooks(['report', '--json', bad]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  expect(JSON.parse(stdout) as Report).toMatchObject({
    feature: 'credential-helper',
    verdict: { decision: 'roll back', minJobs: 50, marginPoints: 0 },
    arms: { control: { succeeded: 300 }, canary: { succeeded: 60, failed: 20 } },
    errors: [{ errorClass: 'auth', control: 0, canary: 20 }],
    logs: { directories: 2, files: 2, lines: 1140, unreadable: 0 },
  });
  const lenient = await hooks(['report', '--json', '--margin', '20', bad]);
  expect(lenient.exitCode).toBe(0);
  const patient = await hooks(['report', '--min-jobs', '81', bad]);
  expect(patient).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Verdict: hold') });
});

test('takes files, stdin and HOOK_EVENT_LOG', async () => {
  const files = ['runner-1', 'runner-2'].map((name) => {
    return join(bad, name, 'hook-events-000001.jsonl');
  });
  const input = files.map((file) => readFileSync(file, 'utf8')).join('');
  const answers = [
    await hooks(['report', '--json', ...files]),
    await hooks(['report', '--json', '-'], { input }),
    await hooks(['report', '--json'], { env: { HOOK_EVENT_LOG: bad } }),
  ];
  const arms = answers.map(({ stdout }) => (JSON.parse(stdout) as Report).arms);
  expect(arms[0]?.canary).toMatchObject({ jobs: 80, failed: 20 });
  expect(arms.slice(1)).toEqual([arms[0], arms[0]]);
});

test('looks at the time that is asked for', async () => {
  const { stdout } = await hooks(['report', '--json', '--since', '2026-01-02T00:00', bad]);
  const { since, firstJob, arms } = JSON.parse(stdout) as Report;
  expect([since, firstJob]).toEqual(['2026-01-02T00:00:00.000Z', '2026-01-02T00:00:00.000Z']);
  // A job begins every ten minutes.
  expect(arms.control.jobs).toBe(300 - 144);
});

test('explains itself', async () => {
  const overview = await hooks(['--help']);
  expect(overview).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^ +report +/m) });
  const { exitCode, stdout } = await hooks(['report', '--help']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('  1  roll back, and nothing else');
  for (const flag of ['since', 'until', 'measure', 'min-jobs', 'margin', 'html', 'prometheus']) {
    expect(stdout).toContain(`  --${flag} `);
  }
});

test.each([
  [['report', '--fast', '.'], "hooks: Unknown option '--fast'. See --help."],
  [['report', '--measure', 'step', '.'], 'hooks: --measure is "step". It is hook, job.'],
  [['report'], 'hooks: No log is named, and HOOK_EVENT_LOG is not set. Name directories'],
  [['report', '/no/where'], 'hooks: /no/where cannot be read: ENOENT'],
  [['report', '/dev/null/x'], 'hooks: /dev/null/x cannot be read: ENOTDIR'],
  [['report', '--html', '/no/where/r.html', '.'], 'hooks: "/no/where/r.html" cannot be written'],
  [['report', '--prometheus', '/dev/null', '.'], 'hooks: "/dev/null" cannot be written: it is'],
])('answers %j in one line and with exit code 2, never 1', async (args, message) => {
  const { exitCode, stdout, stderr } = await hooks(args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});

test('says so when a directory has no logs', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  expect(await hooks(['report', empty])).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringContaining(`hooks: There are no event logs in ${empty}. The hook writes`),
  });
  const { exitCode, stderr } = await hooks(['report', empty, bad]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: `hooks: There are no event logs in ${empty}.\n`,
  });
});

test('reads on without a log that it may not read, and says so; one that is named must be read', async () => {
  const closed = join(folder, 'closed');
  writeLog(join(closed, 'runner-1'), [control]);
  const file = writeLog(join(closed, 'runner-2'), [canary]);
  chmodSync(file, 0);
  // Root may read everything as long as it has these.
  const prefix = ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'];
  const { exitCode, stdout, stderr } = await hooks(['report', closed], { prefix });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: expect.stringMatching(/^hooks: \S+\/runner-2\/\S+ cannot be read: EACCES: .*\.\n$/),
  });
  expect(stdout).toContain('1 file or directory could not be read.');
  expect(stdout).toContain('Verdict: hold');
  const named = await hooks(['report', file], { prefix });
  expect(named).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('EACCES') });
});

test('keeps its exit code when nobody reads its answer', async () => {
  const child = spawn(process.execPath, [hooksProgram(), 'report', '--json', bad]);
  child.stdout.destroy();
  const [stderr, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
});

test('shows its progress and colours at a terminal', async () => {
  const command = `${process.execPath} ${hooksProgram()} report ${bad}`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { PATH: process.env['PATH'], TERM: 'xterm' },
  });
  child.stdin.end();
  const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const [bar] = stdout.split('\r\u001b[2K');
  expect(bar).toMatch(/^█+░* +\d+ % {2}0\.\d of 0\.7 MiB$/);
  expect(stdout).toContain('\u001b[31mroll back\u001b[39m');
});

test("is served by Debian's node_exporter, also after it was written again", async () => {
  const directory = join(folder, 'textfile');
  mkdirSync(directory);
  const file = join(directory, 'hooks.prom');
  await hooks(['report', good, '--prometheus', file]);
  await using exporter = await startNodeExporter(directory);

  const first = await exporter.metrics();
  expect(first).toMatch(/^node_textfile_scrape_error 0$/m);
  expect(first).toMatch(/^ecr_runner_hooks_verdict\{.*verdict="go on"\} 1$/m);
  expect(first).toMatch(/^ecr_runner_hooks_jobs\{arm="canary",.*outcome="succeeded"\} 61$/m);
  expect(first).toMatch(/^# HELP ecr_runner_hooks_phase_seconds Duration of a phase in a call\.$/m);

  const hostile = join(folder, 'hostile');
  const errorClass = 'a"} 1\n# HELP up b\\';
  writeLog(hostile, [{ ...canary, prepare: { ...hookFailed, errorClass } }]);
  await hooks(['report', hostile, '--prometheus', file]);
  const second = await exporter.metrics();
  expect(second).toMatch(/^node_textfile_scrape_error 0$/m);
  expect(second).toMatch(
    /^ecr_runner_hooks_error_jobs\{.*class="a\\"\} 1\ufffd# HELP up b\\\\".*\} 60$/m,
  );
  expect(readdirSync(directory)).toEqual(['hooks.prom']);
});
