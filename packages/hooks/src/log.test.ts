import { expect, test } from '@jest/globals';
import { createLog } from './log.ts';

function record(debug = false) {
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  return {
    log: createLog({ write, debug, newToken: () => 'secret-word' }),
    read: () => output,
  };
}

test('an error is one command, and its annotation one line', () => {
  const { log, read } = record();
  log.error('100% sure\r\n::add-mask::x');
  expect(read()).toBe('::error::100%25 sure ::add-mask::x\n');
});

test('has no command in the data of one that a runner may not know', () => {
  const { log, read } = record();
  log.notice('##[add-mask]x');
  expect(read()).toBe('::notice::## [add-mask]x\n');
});

test.each([
  ['two lines\n::error::forged', 'two lines ::error::forged\n'],
  ['::error::forged', ': :error::forged\n'],
  ['  ::error::forged', '  : :error::forged\n'],
  ['\u0085\u00a0::error::forged', '\u0085\u00a0: :error::forged\n'],
  ['pulled ##[add-mask]x', 'pulled ## [add-mask]x\n'],
  [': not a command', ': not a command\n'],
])('prints %j as plain text', (text, expected) => {
  const { log, read } = record();
  log.info(text);
  expect(read()).toBe(expected);
});

test('closes a group also when its work fails', async () => {
  const { log, read } = record();
  const work = () => Promise.reject(new Error('no'));
  await expect(log.group('Pull images', work)).rejects.toThrow('no');
  expect(read()).toBe('::group::Pull images\n::endgroup::\n');
});

test('stops commands while untrusted text is printed', async () => {
  const { log, read } = record();
  await log.untrusted((write) => {
    write('::error::forged');
    return Promise.resolve();
  });
  expect(read()).toBe('::stop-commands::secret-word\n::error::forged\n::secret-word::\n');
});

test('prints debug lines only in debug mode', () => {
  const quiet = record();
  quiet.log.debug('docker pull');
  expect(quiet.read()).toBe('');
  const loud = record(true);
  loud.log.debug('docker pull');
  expect(loud.read()).toBe('::debug::docker pull\n');
});
