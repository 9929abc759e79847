import { expect, test } from '@jest/globals';
import { readHealthOptions } from './health-options.ts';

test('reads what most services have', () => {
  const options = ['--health-cmd', 'pg_isready -U "me"', '--health-interval=10s'];
  const more = [
    '--health-timeout',
    '1m30s',
    '--health-retries',
    '5',
    '--health-start-period',
    '500ms',
  ];
  expect(readHealthOptions([...options, ...more])).toEqual({
    Test: ['CMD-SHELL', 'pg_isready -U "me"'],
    Interval: 10e9,
    Timeout: 90e9,
    Retries: 5,
    StartPeriod: 5e8,
  });
});

test('of a flag that is there twice the last one counts', () => {
  expect(readHealthOptions(['--health-cmd', 'a', '--health-cmd=b=c\nd'])).toEqual({
    Test: ['CMD-SHELL', 'b=c\nd'],
  });
});

test('nothing is no setting', () => {
  expect(readHealthOptions([])).toEqual({});
});

test.each([
  ['another flag', ['--health-cmd', 'x', '--user', '0']],
  ['another flag behind a value', ['--health-cmd', '--user', '0']],
  ['a flag without its value', ['--health-cmd']],
  ['an empty value', ['--health-cmd', '']],
  ['an empty value behind =', ['--health-interval=']],
  ['a duration that is none', ['--health-interval', '10']],
  ['a duration of none', ['--health-interval', '0s']],
  ['a fraction', ['--health-interval', '1.5s']],
  ['retries that are none', ['--health-retries', '-1']],
  ['a name that every object has', ['constructor', 'x']],
  ['no flag', ['x', 'y']],
])("leaves %s to docker's client", (_what, options) => {
  expect(readHealthOptions(options)).toBeUndefined();
});
