import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createFakeWorker, pageOf, type FakeWorker } from '../../test/worker.ts';
import { createBudget } from './budget.ts';
import { readJobMessage } from './worker-log.ts';

let worker: FakeWorker;
beforeEach(() => {
  worker = createFakeWorker();
});
afterEach(() => {
  worker[Symbol.dispose]();
});

const megabyte = 1024 * 1024;
const nameAt = (seconds: number) =>
  `Worker_20261120-1900${String(seconds).padStart(2, '0')}-utc.log`;
const message = { a: 'grüße', b: { c: [1, 2] } };
const text = JSON.stringify(message, undefined, 2);
const filler = (bytes: number) => `${'[2026-11-20 19:00:02Z INFO X] y\n'.repeat(bytes / 32)}`;

const read = (now = () => 0, bytes = 16 * megabyte) => {
  const budget = createBudget({ milliseconds: 200, bytes, now });
  return readJobMessage({ proc: worker.proc, parentPid: worker.pid, budget });
};

test('is in the page that the Worker writes to, among those of other jobs', () => {
  worker.writePage(nameAt(1), pageOf({ a: 'older' }));
  worker.writePage(nameAt(3), pageOf({ a: 'newer' }));
  worker.openPage(nameAt(2), pageOf(message) + filler(2 * megabyte));
  expect(read()).toEqual({ text, isOpen: true });
});

test('is in the newest page before it when that begins otherwise', () => {
  worker.writePage(nameAt(1), pageOf({ a: 'of another job' }));
  worker.writePage(nameAt(2), pageOf(message));
  worker.writePage(nameAt(4), pageOf({ a: 'newer' }));
  worker.openPage(nameAt(3), filler(64));
  expect(read()).toEqual({ text, isOpen: false });
});

test('is further back when it was followed by more than a page', () => {
  worker.writePage(nameAt(1), pageOf(message));
  worker.writePage(nameAt(2), filler(3 * megabyte));
  worker.openPage(nameAt(3), '');
  expect(read()).toEqual({ text, isOpen: false });
});

test('is the first one in a page that was continued in its second', () => {
  worker.openPage(nameAt(1), pageOf(message) + filler(64) + pageOf({ a: 'later' }));
  expect(read()).toEqual({ text, isOpen: true });
});

test('is not looked for behind the beginning of a page', () => {
  worker.openPage(nameAt(1), filler(2 * megabyte) + pageOf(message));
  expect(() => read()).toThrow('holds no job message');
});

test('is read whole, wherever the reads end', () => {
  const end = pageOf({ fill: '' }).indexOf('\n}');
  for (let shift = -3; shift < 3; shift += 1) {
    const page = pageOf({ fill: 'x'.repeat(2 * megabyte + shift - end) });
    worker.openPage(nameAt(1), page);
    expect(page.indexOf('\n}')).toBe(2 * megabyte + shift);
    expect(read().text).toBe(page.slice(page.indexOf('{\n'), page.indexOf('\n}') + 2));
  }
});

test('is no message that has no end', () => {
  worker.openPage(nameAt(1), pageOf(text.slice(0, -2)).replace(/\n.*$/, ''));
  expect(() => read()).toThrow('has no end');
});

test('is not read further than 16 MB, in all pages together', () => {
  worker.openPage(nameAt(2), pageOf({ fill: 'x'.repeat(17 * megabyte) }));
  expect(() => read()).toThrow('too large');
  worker.writePage(nameAt(1), pageOf({ fill: 'x'.repeat(megabyte) }));
  worker.openPage(nameAt(2), filler(megabyte));
  expect(read()).toMatchObject({ isOpen: false });
  expect(() => read(() => 0, 2 * megabyte)).toThrow('too large');
});

test('is not waited for', () => {
  let time = 0;
  worker.openPage(nameAt(1), pageOf({ fill: 'x'.repeat(8 * megabyte) }));
  expect(() => read(() => (time += 30))).toThrow('more than 200 ms');
});

test('is neither read through a link nor out of a pipe', () => {
  worker.writePage('elsewhere', pageOf(message));
  symlinkSync(join(worker.diag, 'elsewhere'), join(worker.diag, nameAt(1)));
  worker.openPage(nameAt(3), '');
  expect(() => read()).toThrow(expect.objectContaining({ code: 'ELOOP' }));
  execFileSync('mkfifo', [join(worker.diag, nameAt(2))]);
  expect(() => read()).toThrow('is no file');
});
