import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { startEnvironment, type Environment } from './support/environment.ts';
import { ecr, pongServer } from './support/fixtures.ts';
import { createRehearsal } from './support/rehearsal.ts';

const image = `${ecr}/app:1`;
const cache = `${ecr}/team/redis:7`;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
  await environment.seedImage([cache], { cmd: pongServer });
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

test('plays', async () => {
  const rehearsal = createRehearsal(environment, {
    'ci.yml': `on: push
env:
  GREETING: it's "me"
jobs:
  build:
    runs-on: self-hosted
    container:
      image: ${image}
      env: { A: "\${{ github.ref_name }}" }
    services:
      cache:
        image: ${cache}
        ports: [6379]
    steps:
      - uses: actions/checkout@v4
      - id: one
        run: |
          echo 'a' 'b' "\${{ github.ref }}" \${{ job.services.cache.ports['6379'] }} $A
          echo "x=$GREETING" >> $GITHUB_OUTPUT
          echo "NEXT=yes" >> $GITHUB_ENV
          echo "::warning::watch out"
          pwd; ls; env | sort
      - run: echo "\${{ steps.one.outputs.x }} $NEXT"
      - run: exit 3
        continue-on-error: true
      - run: nc cache 6379
      - uses: docker://${image}
        with: { entrypoint: /bin/sh, args: -c "echo in action; env | sort; nc cache 6379" }
      - run: exit 4
      - run: echo never
      - if: failure()
        run: echo after failure
`,
  });
  const result = await rehearsal.run();
  console.log(result.stdout, result.stderr, result.exitCode);
  expect(readdirSync(rehearsal.temporary)).toEqual([]);
});
