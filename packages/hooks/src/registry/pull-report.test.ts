import { expect, test } from '@jest/globals';
import { isResting, newReport, progressText, readReport } from './pull-report.ts';

function reportOf(...lines: string[]) {
  const report = newReport();
  for (const line of lines) readReport(report, line);
  return report;
}

test('counts the layers of an image', () => {
  const report = reportOf(
    '7: Pulling from team/redis',
    'aaaaaaaaaaaa: Already exists',
    'bbbbbbbbbbbb: Pulling fs layer',
    'cccccccccccc: Pulling fs layer',
    'bbbbbbbbbbbb: Verifying Checksum',
    'bbbbbbbbbbbb: Download complete',
    'bbbbbbbbbbbb: Pull complete',
  );
  expect(progressText(report)).toBe('2 of 3 layers');
  expect(report.isUpToDate).toBe(false);
});

test('knows that nothing was new', () => {
  const { hasBegun, isUpToDate, layers } = reportOf(
    'sha256:0000: Pulling from app',
    'Digest: sha256:0000',
    'Status: Image is up to date for app:1',
  );
  expect({ hasBegun, isUpToDate, layers: layers.size }).toEqual({
    hasBegun: true,
    isUpToDate: true,
    layers: 0,
  });
});

test('does not take a tag of twelve digits for a layer', () => {
  expect(progressText(reportOf('202611240000: Pulling from app'))).toBe('0 of 0 layers');
});

test('says that docker has not heard of the registry yet', () => {
  expect(progressText(newReport())).toBe('waiting for the registry');
});

test.each([
  [[], false],
  [['aaaaaaaaaaaa: Pulling fs layer'], false],
  [['aaaaaaaaaaaa: Waiting'], true],
  [['aaaaaaaaaaaa: Waiting', 'bbbbbbbbbbbb: Downloading'], false],
  [['aaaaaaaaaaaa: Waiting', 'bbbbbbbbbbbb: Download complete'], true],
  [['aaaaaaaaaaaa: Extracting', 'bbbbbbbbbbbb: Retrying in 5 seconds'], false],
  [['aaaaaaaaaaaa: Extracting', 'bbbbbbbbbbbb: Already exists'], true],
  // The configuration of the image may still be to come.
  [['aaaaaaaaaaaa: Pull complete'], false],
] as const)('after %j nothing is to be expected of the registry: %s', (lines, rests) => {
  expect(isResting(reportOf('7: Pulling from team/redis', ...lines))).toBe(rests);
});
