import { expect, test } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { createEvidence } from './evidence.ts';

const nothing = { phases: {}, counts: {}, shadow: [] };

test('begins with nothing, for each call anew', () => {
  createEvidence().add('images', 1);
  expect(createEvidence().collected()).toEqual(nothing);
});

test('a phase gives back what its work gives, and is measured in whole milliseconds', async () => {
  const evidence = createEvidence();
  expect(await evidence.phase('pull', () => Promise.resolve('image'))).toBe('image');
  const { phases } = evidence.collected();
  expect(Object.keys(phases)).toEqual(['pull']);
  expect(Number.isInteger(phases.pull)).toBe(true);
  expect(phases.pull).toBeGreaterThanOrEqual(0);
});

test('a phase that fails counts, too, and fails', async () => {
  const evidence = createEvidence();
  const work = () => Promise.reject(new Error('no'));
  await expect(evidence.phase('start', work)).rejects.toThrow('no');
  await expect(evidence.phase('sweep', notEvenBegun)).rejects.toThrow('not begun');
  expect(Object.keys(evidence.collected().phases)).toEqual(['start', 'sweep']);
});

test('is not there before it has ended', async () => {
  const evidence = createEvidence();
  const work = new EventEmitter();
  const running = evidence.phase('exec', () => once(work, 'end'));
  expect(evidence.collected().phases).toEqual({});
  work.emit('end');
  await running;
  expect(evidence.collected().phases).toHaveProperty('exec');
});

test('a phase that comes twice is one sum', async () => {
  const evidence = createEvidence();
  const busy = () => {
    const until = performance.now() + 20;
    while (performance.now() < until);
    return Promise.resolve();
  };
  await evidence.phase('pull', busy);
  const first = evidence.collected().phases.pull ?? 0;
  expect(first).toBeGreaterThanOrEqual(20);
  await evidence.phase('pull', busy);
  expect(evidence.collected().phases.pull).toBeGreaterThanOrEqual(first + 20);
});

test('adds up each counter, and does not make up those that nobody touched', () => {
  const evidence = createEvidence();
  evidence.add('images', 1);
  evidence.add('bytes', 1000);
  evidence.add('images', 2);
  evidence.add('bytes', 0);
  expect(evidence.collected().counts).toEqual({ images: 3, bytes: 1000 });
});

test('keeps each finding of the shadow in its order', () => {
  const evidence = createEvidence();
  const findings = [
    { host: 'b.example', covered: true, ok: false },
    { host: 'a.example', covered: false, ok: true },
  ];
  for (const finding of findings) evidence.shadow(finding);
  expect(evidence.collected()).toEqual({ ...nothing, shadow: findings });
});

function notEvenBegun(): Promise<never> {
  throw new Error('not begun');
}
