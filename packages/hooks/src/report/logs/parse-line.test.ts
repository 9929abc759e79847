import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { callEvent, eventLine, features } from '../../../test/event-lines.ts';
import { CallEvent } from '../../event-log/event.ts';
import { createLineParser } from './parse-line.ts';

const parse = createLineParser('credential-helper');

test('reads what the hook writes', () => {
  const shadow = [{ host: 'ghcr.io', covered: true, ok: false }];
  const { runner, repository, job, phases, outcome } = callEvent();
  expect(parse(eventLine({ features: features('shadow'), retries: 1, shadow }))).toMatchObject({
    at: Date.UTC(2026, 0, 31, 9, 30),
    variant: 'shadow',
    event: { runner, repository, job, phases, outcome, retries: 1, shadow },
  });
});

test('tells the variant of the feature that is asked for', () => {
  const line = eventLine({ features: features('off') });
  expect(createLineParser('engine-exec')(line)).toMatchObject({ variant: 'on' });
  expect(parse(line)).toMatchObject({ variant: 'off' });
  expect(parse(eventLine({ features: {} }))).toMatchObject({ variant: undefined });
});

test('reads lines of a newer release that has more', () => {
  const newer = { 'credential-helper': { variant: 'on', reason: '', since: 3 }, other: 'maybe' };
  const line = JSON.stringify({ ...callEvent(), features: newer, images: 'three', cpu: { ms: 3 } });
  expect(parse(line)).toMatchObject({ variant: 'on' });
});

test.each([
  ['too long', undefined],
  ['no JSON', eventLine().slice(0, 200)],
  ['no JSON', eventLine().slice(200)],
  ['no JSON', 'Segmentation fault'],
  ['no JSON', '\u0000\u0000'],
  ['no event', 'null'],
  ['no event', '[]'],
  ['no event', '"text"'],
  ['no event', '{}'],
  ['no event', eventLine({ time: 'soon' })],
  ['no event', eventLine().replace('1260', '1e999')],
  ['no event', eventLine().replace('"off"', '"maybe"')],
] as const)('says of a broken line: %s', (reason, line) => {
  expect(parse(line)).toBe(reason);
});

test('keeps names that objects have by themselves apart', () => {
  const line = eventLine().replace('"exec":1200', '"__proto__":1,"constructor":2,"toString":3');
  const call = parse(line);
  expect(typeof call === 'object' && Object.entries(call.event.phases)).toEqual([
    ['constructor', 2],
    ['toString', 3],
  ]);
});

test('takes of what it reads whatever the schema takes', () => {
  const names = [
    'runner',
    'runId',
    'command',
    'phases',
    'shadow',
    'durationMs',
    'outcome',
  ] as const;
  const values = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('prepare_job', 'cancelled', -1, { pull: 3 }, [{ host: 'h', covered: true }]),
    fc.array(fc.record({ host: fc.string(), covered: fc.boolean(), ok: fc.boolean() })),
  );
  fc.assert(
    fc.property(fc.constantFrom(...names), values, (name, value) => {
      const event = { ...callEvent(), [name]: value };
      const isTaken = typeof parse(JSON.stringify(event)) === 'object';
      expect(isTaken).toBe(CallEvent.safeParse(JSON.parse(JSON.stringify(event))).success);
    }),
  );
});
