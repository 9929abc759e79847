import { expect, test } from '@jest/globals';
import { DockerError } from '../docker/docker-error.ts';
import type { Docker } from '../docker/docker.ts';
import { isAlpine, namesAlpine } from './alpine.ts';

test.each([
  ['ID=alpine\n', true],
  ["NAME=x\nID='alpine'\n", true],
  ['ID="alpine"', true],
  ['ID=wolfi\nID_LIKE="chimera alpine"\n', true],
  // As docker copies a file: a tar header, NUL bytes around the content.
  ['os-release\u0000644\u0000ID=alpine\nNAME=x\n\u0000', true],
  ['NAME="not alpine"\nID=debian\n', false],
  ['ID=debian\nHOME_URL="https://alpine/"\nID_LIKE_TOO=alpine\n', false],
  ['ID=postmarketos-alpine\n', false],
  ['#ID=alpine\n', false],
  ['VERSION_ID=alpine\n', false],
  ['', false],
])('%j names Alpine: %s', (file, answer) => {
  expect(namesAlpine(file)).toBe(answer);
});

const reading = (readFile: () => Promise<string>) => ({ readFile }) as Partial<Docker> as Docker;
const refusing = (stderr: string) => () =>
  Promise.reject(new DockerError({ operation: 'docker cp', exitCode: 1, stderr }));

test.each([
  ['x64', true],
  ['arm64', false],
  ['arm', false],
])('on %s an Alpine image takes the musl node of the runner: %s', async (architecture, answer) => {
  const docker = reading(() => Promise.resolve('ID=alpine\n'));
  expect(await isAlpine(docker, 'c', architecture)).toBe(answer);
});

test('an image without the file is none; a daemon that is gone is an error', async () => {
  const missing = refusing('Error: No such container:path: c:/etc/os-release');
  expect(await isAlpine(reading(missing), 'c', 'x64')).toBe(false);
  const gone = refusing('Cannot connect to the Docker daemon at unix:///x.');
  await expect(isAlpine(reading(gone), 'c', 'x64')).rejects.toThrow('Cannot connect');
});
