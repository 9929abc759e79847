/** `hooks rehearse`: what workflows of many teams have in common, in one job. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askService } from './support/ask-service.ts';
import type { Environment } from './support/environment.ts';
import { cache, createRehearsal, image, printed, startRehearsing } from './support/rehearsal.ts';

let environment: Environment;
beforeAll(async () => {
  environment = await startRehearsing();
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

const workflow = `name: Everything
on:
  push: { branches: [main] }
  workflow_dispatch: { inputs: { level: { type: choice, options: [low, high], default: high } } }
permissions: { contents: read }
concurrency: { group: "ci-\${{ github.ref }}", cancel-in-progress: true }
env: { WHERE: workflow, TOP: workflow }
defaults: { run: { shell: "sh -e {0}", working-directory: src } }
jobs:
  first:
    runs-on: [self-hosted]
    outputs: { tag: "\${{ steps.x.outputs.tag }}" }
    steps: [{ id: x, run: echo tag=1 >> $GITHUB_OUTPUT }]
  called:
    needs: first
    uses: ./.github/workflows/other.yml
    with: { a: b }
    secrets: inherit
  test:
    needs: [first]
    if: github.event_name == 'push'
    runs-on: [self-hosted]
    timeout-minutes: 30
    strategy:
      fail-fast: false
      matrix:
        node: [18, 20]
        os: [bookworm, alpine]
        exclude: [{ node: 18, os: alpine }]
        include: [{ node: 20, extra: more }, { node: 22, os: edge }]
    env: { WHERE: job, JOB: "\${{ matrix.os }}" }
    container:
      image: \${{ matrix.node >= 18 && '${image}' || '' }}
      env: { IN_CONTAINER: "yes" }
      options: --hostname played --cpus 1
      volumes: ["scratch:/scratch", "/anonymous"]
      ports: [80]
    services:
      cache: { image: "${cache}", ports: ["6379"], env: { A: b } }
      none: { image: "\${{ matrix.db }}" }
    steps:
      - uses: actions/checkout@v4
      - name: Env at \${{ matrix.node }}
        run: echo "$WHERE $TOP $JOB $IN_CONTAINER $(hostname) \${{ matrix.extra }}"; pwd
        env: { WHERE: step }
      - id: multi
        run: |
          { echo 'text<<EOF'; echo one; echo two; echo EOF; } >> "$GITHUB_OUTPUT"
          mkdir tools; printf '#!/bin/sh\\necho from tools\\n' > tools/hello; chmod +x tools/hello
          echo "$PWD/tools" >> "$GITHUB_PATH"
          echo "### Summary" >> "$GITHUB_STEP_SUMMARY"
          ${askService('cache')} > /dev/null
      - run: hello; printf '%s;' "$TEXT"
        env: { TEXT: "\${{ steps.multi.outputs.text }}" }
      - run: nc cache 6379; cat file
        working-directory: src/deep
      - id: flaky
        run: exit 5
        continue-on-error: \${{ matrix.node == 20 || matrix.node == 18 }}
      - if: always() && steps.flaky.outcome == 'failure'
        run: echo "tag \${{ needs.first.outputs.tag }} \${{ needs.first.result }}"
      - uses: ./actions/composite
      - uses: ./actions/docker
        with: { who: "\${{ env.JOB }}" }
      - if: \${{ !cancelled() && hashFiles('package-lock.json') != '' }}
        run: echo locked
      - uses: actions/cache@v4
        with: { path: x, key: "k-\${{ runner.os }}" }
      - if: failure()
        run: echo never
`;

const files = {
  'ci.yml': workflow,
  'src/deep/file': 'deep file\n',
  'actions/composite/action.yml':
    'name: a\ndescription: b\nruns: { using: composite, steps: [{ run: echo, shell: sh }] }\n',
  'actions/docker/action.yml': `name: a
description: b
inputs: { who: { required: true }, greeting: { default: hi } }
runs: { using: docker, image: "docker://${image}", entrypoint: /bin/sh, pre-entrypoint: /pre,
  args: ["-c", "echo $INPUT_GREETING \${{ inputs.who }}"] }
`,
};

test('plays a job with a matrix, needs, defaults and actions of all kinds', async () => {
  const rehearsal = createRehearsal(environment, files);
  const args = ['--job=test', '--need=first.tag=v7', '--matrix=node=20', '--matrix=os=alpine'];
  const { exitCode, stdout, stderr } = await rehearsal.run(args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const lines = printed(stdout);
  expect(lines).toEqual(
    expect.arrayContaining([
      ...['step workflow alpine yes played more', '/__w/workspace/workspace/src'],
      ...['summary: ### Summary', 'from tools', 'PONG', 'deep file', 'tag v7 success', 'hi alpine'],
    ]),
  );
  expect(lines.join('\n')).toContain('one\ntwo;');
  expect(stdout).toContain('node: 20, os: alpine, extra: more (3 of 4)');
  expect(stdout).toMatch(/✗ tolerated +Run exit 5: exit code 5\n/);
  expect(stdout).toMatch(/○ not played +Run \.\/actions\/composite: composite actions are not/);
  expect(stdout).toMatch(/pre-entrypoint of \.\/actions\/docker/);
  expect(stdout).toMatch(/hashFiles\(\) is not known/);
  expect(lines).not.toContain('never');
  expect(await rehearsal.leftBehind()).toEqual([]);
  expect((await environment.docker('volume', 'ls', '--quiet')).trim()).toBe('scratch');
});
