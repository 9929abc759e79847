import { afterAll, expect, test } from '@jest/globals';
import { closeSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeWorker } from '../../../test/worker.ts';
import { readServiceKeys } from '../../job-message/service-keys.ts';
import { layOut } from './folders.ts';
import { openWorkerLog } from './worker-log.ts';

const root = mkdtempSync(join(tmpdir(), 'worker-log-'));
mkdirSync(join(root, '_diag'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

/** Reads the log as our hook does, which has no part in how it is written. */
function keysIn(mask: (text: string) => string, runId = '7') {
  const services = [
    { key: 'cache', image: 'redis:7', computed: undefined },
    { key: 'db', image: 'postgres:16', computed: 'matrix.db' },
  ];
  const now = new Date('2026-11-25T10:00:00Z');
  const job = { services, jobId: 'build', runId: '7' };
  closeSync(openWorkerLog(layOut(root, 'o/r'), job, now, mask));
  const [name = ''] = readdirSync(join(root, '_diag'));
  const text = readFileSync(join(root, '_diag', name), 'utf8');
  rmSync(join(root, '_diag', name));
  using worker = createFakeWorker();
  worker.openPage(name, text);
  const images = services.map(({ image }) => image);
  const { pid: parentPid, proc } = worker;
  return readServiceKeys({ parentPid, proc, images, runId, jobId: 'build' });
}

test('tells the names of services where a runner tells them', () => {
  expect(keysIn((text) => text)).toEqual({ keys: ['cache', 'db'] });
});

test('masks them as a runner does', () => {
  expect(keysIn((text) => text.replaceAll('cach', '***')).keys).toEqual([undefined, 'db']);
});

test('says which job it is of', () => {
  expect(keysIn((text) => text, '8').reason).toContain('another job');
});
