import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cachePath } from './cached-file.ts';
import { loadHook } from './load-hook.ts';

let dist: string;
beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'load-hook-'));
});
afterEach(() => {
  rmSync(dist, { recursive: true });
});

/** What a hook of these files says, with code caches that cannot be used and without. */
function load(files: Readonly<Record<string, string>>, isCompiled: boolean): string {
  for (const [name, text] of Object.entries(files)) {
    const cache = cachePath(dist, 'node', join(dist, name));
    mkdirSync(dirname(cache), { recursive: true });
    if (isCompiled) writeFileSync(cache, 'of nothing');
    mkdirSync(dirname(join(dist, name)), { recursive: true });
    writeFileSync(join(dist, name), text);
  }
  const said = join(dist, 'said');
  writeFileSync(said, '');
  loadHook({ dist, node: 'node', require: createRequire(join(dist, 'index.js')) });
  return readFileSync(said, 'utf8');
}

const say = `const say = (text) => require('node:fs').appendFileSync(__dirname.replace(/.chunks$/, '') + '/said', text + '\\n');`;

test.each([true, false])('files share what they load, with code caches: %s', (isCompiled) => {
  const files = {
    'hook.js': `${say} exports.name = 'hook'; say(require('./chunks/a.js').text);`,
    'chunks/a.js': `const b = require('./b.js'); exports.text = [b, require('./b.js')].map(({ from }) => from).join();`,
    'chunks/b.js': `${say} say('b is loaded'); exports.from = require('../hook.js').name;`,
  };
  expect(load(files, isCompiled)).toBe('b is loaded\nhook,hook\n');
});

test.each([true, false])(
  'a file that does not load fails as often as it is asked for, with code caches: %s',
  (isCompiled) => {
    const files = {
      'hook.js': `${say} for (const name of ['broken', 'broken', 'missing', 'missing'])
        try { require('./' + name + '.js'); say('loaded'); } catch (error) { say(error.code ?? error.message); }`,
      'broken.js': 'throw new Error("broken");',
    };
    const missing = isCompiled ? 'ENOENT' : 'MODULE_NOT_FOUND';
    expect(load(files, isCompiled)).toBe(`broken\nbroken\n${missing}\n${missing}\n`);
  },
);

test('line numbers in stack traces are those of the file', () => {
  const files = {
    'hook.js': `${say}\n\ntry { throw new Error('here'); } catch (error) { say(error.stack); }`,
  };
  expect(load(files, true)).toMatch(/ \(?\S*hook\.js:3:\d+/);
});
