import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  createFakeWorker,
  mapping,
  messageOf,
  pageOf,
  servicesOf,
  type FakeWorker,
} from '../../test/worker.ts';
import { readServiceKeys } from './service-keys.ts';

let worker: FakeWorker;
beforeEach(() => {
  worker = createFakeWorker();
});
afterEach(() => {
  worker[Symbol.dispose]();
});

const name = 'Worker_20261120-190000-utc.log';
const olderName = 'Worker_20261120-185959-utc.log';
const images = ['redis:7', 'postgres:16'];
const services = { cache: 'redis:7', db: 'docker://postgres:16' };
const none = [undefined, undefined];

const read = (changes: object = {}) =>
  readServiceKeys({
    parentPid: worker.pid,
    proc: worker.proc,
    images,
    runId: '42',
    jobId: 'build',
    ...changes,
  });
const written = (message: object) => JSON.stringify(message, undefined, 2);

test('finds the keys of the services in the job message', () => {
  worker.openPage(name, pageOf(messageOf(servicesOf({ empty: null, ...services }))));
  expect(read()).toEqual({ keys: ['cache', 'db'] });
});

test('says why there are none, and nothing of the log', () => {
  const cases: [message: object | string, reason: RegExp][] = [
    [messageOf(undefined), /not readable/],
    [messageOf({ type: 3, expr: 'secret-word' }), /not readable/],
    [messageOf(servicesOf({ a: 'secret-word' })), /not those of the request/],
    [messageOf(servicesOf(services), { run_id: 'secret-word' }), /of another job/],
    [messageOf(servicesOf({ '***': images[0], '***x': images[1] })), /masked/],
    ['{\n  "jobServiceContainers": secret-word\n}', /not readable/],
    ['***\n  "jobServiceContainers": {}\n***', /is no JSON/],
  ];
  for (const [message, reason] of cases) {
    worker.openPage(name, pageOf(message));
    const result = read();
    expect(result).toEqual({ keys: none, reason: expect.stringMatching(reason) });
    expect(result.reason).not.toContain('secret-word');
  }
});

test('gives a masked key no name, but the others', () => {
  worker.openPage(name, pageOf(messageOf(servicesOf({ '***': 'redis:7', db: '***:16' }))));
  expect(read()).toEqual({ keys: [undefined, 'db'] });
});

test('knows the keys though masks broke the message elsewhere', () => {
  const message = written(messageOf(servicesOf(services))).replace('null', '***');
  worker.openPage(name, pageOf(message));
  expect(read()).toEqual({ keys: ['cache', 'db'] });
});

test('is not deceived by strings that look like a message', () => {
  const forged = pageOf(messageOf(servicesOf({ evil: images[0], worse: images[1] })));
  const message = messageOf(servicesOf(services));
  worker.openPage(name, pageOf({ first: forged, ...message, last: forged }));
  expect(read()).toEqual({ keys: ['cache', 'db'] });
});

test('takes a closed page only when it says that it is of this run', () => {
  const message = messageOf(servicesOf(services));
  worker.openPage(name, '');
  worker.writePage(olderName, pageOf(message));
  expect(read()).toEqual({ keys: ['cache', 'db'] });
  expect(read({ runId: undefined }).reason).toMatch(/does not say/);
  worker.writePage(olderName, pageOf({ ...message, contextData: {} }));
  expect(read().reason).toMatch(/does not say/);
});

test('lets a hidden log be', () => {
  worker.openPage(name, pageOf(messageOf(servicesOf(services))));
  for (const folder of ['.', 'proc', 'proc/500'])
    chmodSync(join(dirname(worker.proc), folder), 0o755);
  const descriptors = join(worker.proc, '500/fd');
  chmodSync(descriptors, 0);
  asOrdinaryUser(() => {
    expect(read()).toEqual({ keys: none, reason: 'EACCES' });
  });
  chmodSync(descriptors, 0o755);
});

test('knows nothing without a Worker', () => {
  expect(read({ parentPid: 4711 })).toEqual({ keys: none, reason: 'ENOENT' });
  expect(readServiceKeys({ parentPid: 1, images, runId: '42', jobId: 'build' }).keys).toEqual(none);
});

test('never throws and never takes long, whatever stands in the log', () => {
  const page = pageOf(messageOf(servicesOf(services)));
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }).map(pageOf),
    fc.jsonValue().map((value) => pageOf(messageOf(value))),
    fc.jsonValue().map((value) => pageOf(messageOf(mapping({ cache: value, db: value })))),
    // What a secret does: it masks a piece of the text wherever that stands.
    fc
      .tuple(fc.nat(page.length), fc.integer({ min: 1, max: 9 }))
      .map(([at, size]) => page.replaceAll(page.slice(at, at + size) || 'x', '***')),
    fc.nat(page.length).map((length) => page.slice(0, length)),
  );
  fc.assert(
    fc.property(hostile, (content) => {
      worker.openPage(name, content);
      const started = performance.now();
      const { keys } = read();
      expect(performance.now() - started).toBeLessThan(2000);
      expect(keys).toHaveLength(2);
      // Right or nothing.
      expect(['cache', undefined]).toContain(keys[0]);
      expect(['db', undefined]).toContain(keys[1]);
    }),
    { numRuns: 500 },
  );
});

test('stays within its time for a large message', () => {
  const map = Object.fromEntries(
    Array.from({ length: 3000 }, (_, index) => [`s${index}`, 'a***a']),
  );
  const fill = 'x'.repeat(6 * 1024 * 1024);
  worker.openPage(name, pageOf({ fill, ...messageOf(servicesOf(map)) }));
  const started = performance.now();
  expect(read({ images: Array.from({ length: 3000 }, () => 'aa') }).reason).toMatch(
    /too many|took/,
  );
  expect(performance.now() - started).toBeLessThan(2000);
});

function asOrdinaryUser(work: () => void): void {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
