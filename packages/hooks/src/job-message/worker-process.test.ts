import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createFakeWorker, type FakeWorker } from '../../test/worker.ts';
import { createBudget } from './budget.ts';
import { findOpenLog, findWorker } from './worker-process.ts';

let worker: FakeWorker;
beforeEach(() => {
  worker = createFakeWorker();
});
afterEach(() => {
  worker[Symbol.dispose]();
});

const budget = createBudget({ milliseconds: 1000, bytes: 0, now: () => 0 });
const name = 'Worker_20261120-190000-utc.log';

test('the Worker is the parent of the hook, or up to four further up', () => {
  expect(findWorker(worker.proc, worker.pid)).toBe(worker.pid);
  worker.addProcess(601, 'odd) S 9 (', worker.pid);
  for (const pid of [602, 603, 604, 605]) worker.addProcess(pid, 'sh', pid - 1);
  expect(findWorker(worker.proc, 604)).toBe(worker.pid);
  expect(() => findWorker(worker.proc, 605)).toThrow('no Runner.Worker');
});

test('another process is not taken for the Worker', () => {
  worker.addProcess(700, 'Runner.Listener', 0);
  worker.addProcess(701, 'Runner.Worker.x', 700);
  expect(() => findWorker(worker.proc, 701)).toThrow('no Runner.Worker');
  expect(() => findWorker(worker.proc, 0)).toThrow('no Runner.Worker');
  expect(() => findWorker(worker.proc, 800)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});

test('finds the log that the Worker has open', () => {
  expect(() => findOpenLog(worker.proc, worker.pid, budget)).toThrow('has no log open');
  worker.writePage('Worker_20261120-190001-utc.log', '');
  worker.openPage(name, '');
  expect(findOpenLog(worker.proc, worker.pid, budget)).toEqual({
    descriptor: join(worker.proc, String(worker.pid), 'fd/99'),
    folder: worker.diag,
    name,
  });
});

test('a file that is no log of a Worker is not taken for one', () => {
  for (const other of ['Runner_20261120-190000-utc.log', `${name} (deleted)`, `x${name}`]) {
    symlinkSync(join(worker.diag, other), join(worker.proc, String(worker.pid), 'fd', other));
  }
  expect(() => findOpenLog(worker.proc, worker.pid, budget)).toThrow('has no log open');
});

test('a Worker that hides its files has no log', () => {
  const descriptors = join(worker.proc, String(worker.pid), 'fd');
  rmSync(descriptors, { recursive: true });
  expect(() => findOpenLog(worker.proc, worker.pid, budget)).toThrow(
    expect.objectContaining({ code: 'ENOENT' }),
  );
  // A link to itself is refused by the kernel for root, too, as hidden files are for others.
  mkdirSync(join(descriptors, '..'), { recursive: true });
  symlinkSync('fd', descriptors);
  expect(() => findOpenLog(worker.proc, worker.pid, budget)).toThrow(
    expect.objectContaining({ code: 'ELOOP' }),
  );
});
