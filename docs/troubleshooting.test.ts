/**
 * Each sentence of the code has a row in troubleshooting.md, and each row a sentence.
 *
 * Sentences are found as `sentencesOf` says. A row is about those that one of the spans of code in its first cell
 * fits (`fits`): `…` stands for anything, what stands between is in the sentence in that order.
 *
 * A span is not stale as long as one of these is true:
 * - it fits a sentence, or a sentence is a part of it: `docker pull … failed: … manifest unknown` is one of
 *   `docker … failed: …`;
 * - it is in one text of the sources, from which sentences are made;
 * - the code knows it as a sentence of docker, by one of the patterns in docker-error.ts and last-words.ts.
 */
import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOf, neverPrinted } from './sentences/never-printed.ts';
import { fewestLetters, knownPatternsOf, literalsOf, sentencesOf } from './sentences/printed.ts';
import { readSourceTree } from './sentences/source-tree.ts';
import { fits, hasParts, spansOf } from './sentences/spans.ts';
import { fixedLength } from './sentences/wordings.ts';
import { sectionsOf } from './tables.ts';

const root = join(import.meta.dirname, '..');
const tree = readSourceTree(root);
const sentences = sentencesOf(tree, root);
const literals = literalsOf(tree);
const patterns = knownPatternsOf(tree);

/** What others print, of which the code knows nothing. */
const ofOthers = 'Not from the hook';

const sections = sectionsOf(readFileSync(join(import.meta.dirname, 'troubleshooting.md'), 'utf8'));
const spans = sections
  .filter(({ title }) => title !== ofOthers)
  .flatMap(({ rows }) => rows)
  .flatMap(([cell = '']) => spansOf(cell));

function isMissing(text: string): boolean {
  return !spans.some((span) => fits(span, text));
}

function isStale(span: string): boolean {
  if (fixedLength(span) < fewestLetters) return true;
  const isSaid = sentences.some(({ text }) => fits(span, text) || hasParts(span, text));
  const isText = literals.some((text) => hasParts(text, span));
  return !isSaid && !isText && !patterns.some((pattern) => pattern.test(span));
}

test('each sentence that the code can print has a row', () => {
  const missing = sentences
    .filter((sentence) => !neverPrinted.some((entry) => isOf(entry, sentence)))
    .filter(({ text }) => isMissing(text))
    .map(({ file, line, text }) => `${file}:${String(line)}: ${text}`);
  const advice = ['add a row to docs/troubleshooting.md for each of', ...missing].join('\n');
  expect(missing.length === 0 ? '' : advice).toBe('');
});

test('each row is of a sentence that the code can print, or that docker says', () => {
  const stale = spans.filter(isStale);
  const advice = ['correct or remove in docs/troubleshooting.md, nothing says it', ...stale];
  expect(stale.length === 0 ? '' : advice.join('\n')).toBe('');
});

test.each(neverPrinted)('the sentence without a row is there: $place $sentence', (entry) => {
  expect(sentences.filter((sentence) => isOf(entry, sentence))).not.toEqual([]);
});

test.each(sections)('no sentence has two rows: $title', ({ rows }) => {
  const here = rows.flatMap(([cell = '']) => spansOf(cell));
  expect(here.filter((span, place) => here.indexOf(span) !== place)).toEqual([]);
});

describe('the check', () => {
  test.each([
    ['a constant message', 'The step was cancelled.'],
    ['a template', "docker was not found on the runner's PATH (…)."],
    ['an arm of a condition', 'The job container is gone.'],
    ['a message behind a helper of its file', '--… is given twice.'],
    ['one of a class without constructor', 'No workflow is given.'],
    [
      'one with a reason that another function returns',
      '… is not an image reference: it is empty.',
    ],
    ['one with a reason out of a property', 'Service … was not healthy after … s.'],
    ['one of a table of explanations', '… is asked too often (throttled).'],
    ['a warning', 'The event log (HOOK_EVENT_LOG) cannot be written: ….'],
    ['a warning in a list', 'credsStore (…) stays: docker uses it for all other registries.'],
    ['what is told for docker', 'The daemon does not know how the command ended.'],
  ])('finds %s', (_what, sentence) => {
    expect(sentences.map(({ text }) => text)).toContain(sentence);
  });

  test('names the line of the sentence', () => {
    const found = sentences.find(({ text }) => text === 'The step was cancelled.');
    const lines = readFileSync(join(root, found?.file ?? ''), 'utf8').split('\n');
    expect(lines[(found?.line ?? 0) - 1]).toContain('The step was cancelled.');
  });

  test('would notice a sentence without a row, and a row without a sentence', () => {
    expect(isMissing('The moon … is full.')).toBe(true);
    expect(isMissing('The request on stdin is empty.')).toBe(false);
    expect(isStale('The moon … is full.')).toBe(true);
    expect(isStale('… is')).toBe(true);
  });

  test('takes the parts of a span in their order, and enough of them', () => {
    expect(fits('The file … is broken: …', 'The file … is broken: it is empty.')).toBe(true);
    expect(fits('is broken … The file', 'The file … is broken.')).toBe(false);
    expect(fits('… file: …', 'The file: it is empty.')).toBe(false);
    expect(fits('The file …', 'The file … has more than what anybody would read.')).toBe(false);
  });
});
