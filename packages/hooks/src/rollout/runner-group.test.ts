import { afterAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configuredGroup } from './runner-group.ts';

const root = mkdtempSync(join(tmpdir(), 'runner-'));
const temp = join(root, '_work/_temp');
mkdirSync(temp, { recursive: true });
afterAll(() => {
  rmSync(root, { recursive: true });
});

test.each([
  [
    'as config.sh writes it',
    '\uFEFF{\n  "agentName": "ci-1",\n  "poolName": "canary"\n}',
    'canary',
  ],
  ['of a just-in-time configuration', '{"AgentName":"ci-1","PoolName":"canary"}', 'canary'],
  ['without a group', '{"agentName":"ci-1"}', undefined],
  ['with an empty one', '{"poolName":""}', undefined],
  ['with one that is no text', '{"poolName":7}', undefined],
  ['that is no JSON', 'x', undefined],
  ['that is null', 'null', undefined],
])('reads a file %s', async (_what, text, group) => {
  writeFileSync(join(root, '.runner'), text);
  expect(configuredGroup(temp)).toBe(group);
});

test('a runner with its work folder elsewhere has none', async () => {
  rmSync(join(root, '.runner'));
  expect(configuredGroup(temp)).toBeUndefined();
});
