/** What the pages show as output is what our code says. */
import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expandRegistrySpec } from '../../packages/ecr-auth/src/docker/registry-spec.ts';
import { explain as explainEcrAuth } from '../../packages/ecr-auth/src/errors.ts';
import { parseArguments } from '../../packages/hooks/src/cli/arguments.ts';
import { policy } from '../../packages/hooks/src/cli/policy.ts';
import { rollout } from '../../packages/hooks/src/cli/rollout.ts';
import { reachableText } from '../../packages/hooks/src/container/alias.ts';
import {
  assertSharedFolders,
  type SharedFoldersContext,
} from '../../packages/hooks/src/container/shared-folders.ts';
import type { Context } from '../../packages/hooks/src/context.ts';
import { explain } from '../../packages/hooks/src/errors.ts';
import { hostOf } from '../../packages/hooks/src/policy/host.ts';
import { judge, refusal } from '../../packages/hooks/src/policy/judge.ts';
import { PolicyFile } from '../../packages/hooks/src/policy/policy-file.ts';
import type { RegistryAccess } from '../../packages/hooks/src/registry/access.ts';
import { shadowHelpers } from '../../packages/hooks/src/registry/shadow.ts';
import { textOf } from '../pages.ts';
import { blocksOf } from './blocks.ts';
import { makeMachine } from './play.ts';

const folder = mkdtempSync(join(tmpdir(), 'output-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Output of our code, by the page that shows it: the lines, in whatever order. */
const outputs: Readonly<Record<string, () => Promise<string[]> | string[]>> = {
  'docs/policy.md': policyRefusal,
  'docs/rollout.md': shadowLines,
  'docs/runner-in-container.md': unsharedFolder,
  'docs/service-names.md': serviceNames,
  'runner-image/README.md': wrongRegistries,
};

/** Blocks that another test compares. */
const comparedBy: Readonly<Record<string, string>> = {
  'docs/rehearse.md': 'test/rehearse.e2e.ts',
  'docs/report.md': 'packages/hooks/src/report/documentation.test.ts',
};

/** A line of crontab(5); cron itself is not run. */
const cron = /^(([\d*,/-]+) ){5}\/\S+$/;

test.each(blocksOf('text'))('%s: is what comes out', async (_where, { page, code }) => {
  const other = comparedBy[page];
  if (other !== undefined) return void expect(textOf(other)).toContain(page);
  if (cron.test(code.trim())) return;
  const output = await outputs[page]?.();
  if (!output) throw new Error(`Nobody knows what makes this output: add it to "outputs".`);
  const asOne = output.map((line) => line.trim()).join(' ');
  const shown = code.trim().split(/…\s*|\n(?=Service |Shadow )/);
  for (const piece of shown) expect(asOne).toContain(piece.trim().replaceAll(/\s+/g, ' '));
  expect(shown.length).toBeGreaterThanOrEqual(output.length);
});

/** The example of the page, asked for what the sentence names. */
function policyRefusal(): string[] {
  const [example] = blocksOf('yaml').filter(([, { page }]) => page === 'docs/policy.md');
  const { allow } = PolicyFile.parse(parse(example?.[1].code ?? ''));
  const read = { file: '/etc/ecr-runner-hooks/policy.yml', allow };
  const nothing = { images: [], options: [], volumes: [] };
  const volumes = [{ text: '/etc:/x', words: ['--volume', '/etc:/x'] }];
  const asked = [
    { ...nothing, origin: 'jobs.build.container', options: ['--cap-add', 'SYS_ADMIN'] },
    { ...nothing, origin: 'jobs.build.services.db', volumes },
  ];
  return [refusal(read, judge(asked, read, hostOf(undefined, []))).message];
}

/** One host whose helper answers, one that nothing covers, one whose helper has nothing. */
async function shadowLines(): Promise<string[]> {
  const [served, uncovered, without] = [
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    'ghcr.io',
    '210987654321.dkr.ecr.eu-west-1.amazonaws.com',
  ];
  const answer = '{"ServerURL":"a","Username":"AWS","Secret":"s"}';
  const helper = `#!/bin/sh\nread host\n[ "$host" = ${served} ] && echo '${answer}'\n`;
  writeFileSync(join(folder, 'docker-credential-ecr-login'), helper, { mode: 0o755 });
  const lines: string[] = [];
  const context = {
    evidence: { shadow: () => undefined },
    log: { info: (line: string) => void lines.push(line) },
    client: { helperEnv: { PATH: `${folder}:/usr/bin:/bin` } },
    signal: new AbortController().signal,
  } as unknown as Context;
  const access = {
    resolve: (host: string) =>
      Promise.resolve(
        host === uncovered ? { kind: 'anonymous' } : { kind: 'helper', helper: 'ecr-login' },
      ),
  } as unknown as RegistryAccess;
  const credentials = { username: 'AWS', password: 'p' };
  const images = [served, uncovered, without].map((host) => ({
    image: `${host}/app:1`,
    host,
    platform: undefined,
    credentials,
    origin: 'x',
    auth: { kind: 'login' as const, credentials },
  }));
  await shadowHelpers(images, access, context);
  return lines;
}

async function unsharedFolder(): Promise<string[]> {
  const work = '/home/runner/_work';
  const context = {
    config: { tempDirectory: `${work}/_temp`, pathMap: [] },
    client: { host: 'unix:///var/run/docker.sock', inContainer: true },
    docker: { hasFile: () => Promise.resolve(false) },
    responseFile: `${work}/_temp/answer.json`,
  } as unknown as SharedFoldersContext;
  const mounts = [{ sourceVolumePath: work, targetVolumePath: '/__w', readOnly: false }];
  const refused = assertSharedFolders('c', mounts, context);
  return [await refused.then(() => 'nothing', explain)];
}

function serviceNames(): string[] {
  const redis = { image: 'redis:7', title: 'redis', options: [] };
  return [
    reachableText({ ...redis, source: 'job message', aliases: ['cache'] }),
    reachableText({ ...redis, source: 'image', aliases: ['redis'] }),
    reachableText({ ...redis, source: 'options', aliases: [], options: ['--network-alias=own'] }),
  ];
}

/** What ecr-auth says, behind what the entrypoint of the image says. */
function wrongRegistries(): string[] {
  const script = textOf('runner-image/ecr-runner-start.sh');
  const [, intro = ''] = /refuse "(ECR_REGISTRIES .*?) \$\{said#/.exec(script) ?? [];
  try {
    expandRegistrySpec('1234@us-east-1');
    return [];
  } catch (error) {
    return [`ecr-runner-start: ${intro} ${explainEcrAuth(error)}`];
  }
}

test.each([
  ['policy', policy, 1, 'does not allow the container'],
  ['rollout', rollout, 0, 'is right'],
] as const)(
  'the command of docs/%s.md, with its file, answers',
  async (name, command, exitCode, said) => {
    const blocks = [...blocksOf('sh'), ...blocksOf('yaml')].map(([, block]) => block);
    const ofPage = blocks.filter((block) => block.page === `docs/${name}.md`);
    const script = ofPage.find(({ code }) => code.includes(`hooks ${name} ${name}.yml`));
    const file = ofPage.find(({ code }) => code.includes(`${name}.schema.json`));
    writeFileSync(join(folder, `${name}.yml`), file?.code ?? '');
    using machine = makeMachine();
    const [{ argv } = { argv: [] }] = machine.play(script?.code ?? '').started;
    const args = argv
      .slice(2)
      .map((arg) => arg.replace(`${name}.yml`, join(folder, `${name}.yml`)));
    const values = parseArguments(args, command.options);
    const lines: string[] = [];
    const note = (line: string) => void lines.push(line);
    const output = { print: note, note, color: (_style: string, text: string) => text };
    expect(await command.run(values, output as never)).toBe(exitCode);
    expect(lines.at(-1)).toContain(said);
  },
);
