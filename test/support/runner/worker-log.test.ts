import { expect, test } from '@jest/globals';
import { jobMessage, workerLog } from './worker-log.ts';

const identity = { runnerName: 'r', repository: 'octo/hello', jobId: 'build', runId: '42' };
const job = { services: { cache: { image: 'redis:7' } } };
const nowhere = { root: '/nowhere' };
const textOf = (pages: readonly { text: string }[]) => pages.map(({ text }) => text).join('');

test('traces the message as a header and indented JSON', () => {
  const [page, ...others] = workerLog(job, identity, nowhere);
  expect(others).toEqual([]);
  expect(page?.file).toMatch(/^\/nowhere\/_diag\/Worker_\d{8}-\d{6}-utc\.log$/);
  const header =
    /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ INFO Worker\] Job message:\n (\{\n[^]*?\n\})\n/m;
  expect(JSON.parse(header.exec(page?.text ?? '')?.[1] ?? '')).toEqual(jobMessage(job, identity));
});

test('writes tokens with and without a position', () => {
  expect(jobMessage(job, identity)).toMatchObject({
    jobServiceContainers: {
      type: 2,
      file: 1,
      map: [
        { Key: { type: 0, lit: 'cache' }, Value: { map: [{ Value: { lit: 'redis:7' } }, {}, {}] } },
      ],
    },
  });
  const options = { positions: false, expressions: { db: 'inputs.db' } };
  const services = { ...job.services, db: { image: 'postgres' } };
  expect(jobMessage({ services }, identity, options)).toMatchObject({
    jobServiceContainers: {
      type: 2,
      map: [
        { Key: 'cache', Value: { map: [{ Key: 'image', Value: 'redis:7' }, {}, {}] } },
        { Key: 'db', Value: { map: [{ Value: { type: 3, expr: 'inputs.db' } }, {}, {}] } },
      ],
    },
  });
});

test('masks every line of a secret', () => {
  const text = textOf(workerLog(job, identity, nowhere, { secrets: ['{\n  "a": 1\n}', 'cache'] }));
  expect(text).toContain('Job message:\n ***\n');
  expect(text).not.toMatch(/[{}]|cache/);
});

test('goes on in another file after the line that fills one', () => {
  const pages = workerLog(job, identity, nowhere, { pageBytes: 1000 });
  expect(pages).toHaveLength(2);
  expect(pages[0]?.text).toMatch(/\n\}\n$/);
  expect(pages[1]?.text).toMatch(/^\[.*JobRunner\]/);
});
