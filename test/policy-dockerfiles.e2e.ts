/** A policy knows every image that a build pulls, or says that it does not: the reader against docker. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dockerfileImages } from '../packages/hooks/src/registry/dockerfile-images.ts';
import { dockerClient, keyVariables } from './support/docker-client.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { ecr } from './support/fixtures.ts';
import { forgetImages, manifestRequests } from './support/image-job.ts';
import { buildKitDocker } from './support/runner-image.ts';

const good = `${ecr}/good:1`;
const evil = `${ecr}/evil:1`;

let environment: Environment;
let folder: string;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([good]);
  await environment.seedImage([evil], { env: { NAME: 'evil' } });
  folder = join(environment.directory, 'build');
  mkdirSync(folder);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

/** Ways to have docker pull `evil` (X) beside or instead of `good` (G); not every builder takes each. */
const hidden = [
  'FROM X',
  'from\tX',
  'FROM --platform=linux/amd64 X AS b',
  'ARG A=X\nFROM $A',
  'ARG A=X B=1\nFROM ${A}',
  'ARG A="X"\nFROM "$A"',
  'ARG A=\nFROM ${A:-X}',
  'ARG A=G\nARG A=X\nFROM ${A:+$A}',
  'ARG R=X\nFROM G\nARG R=G\nFROM $R',
  'FROM X AS good\nFROM good',
  'FROM G\nCOPY --from=X /bin /y',
  'FROM G\nCOPY --"from"=X /bin /y',
  'FROM G\nCOPY --from="X" /bin /y',
  'FROM G\nCOPY --chown=1:1 --from=X /bin /y',
  'FROM G\nRUN --mount=type=bind,from=X,target=/y true',
  'FROM G\nRUN --mount=type=tmpfs,target=/z --mount=FROM=X,target=/y true',
  'FROM \\\n# FROM G\n\n  X',
  'FROM G\nENV A=b\\\\\nFROM X',
  'FROM G\nENV A=`\nFROM X',
  '# escape=`\nFROM G\nENV A=b`\nc\nFROM X',
  '\uFEFFFROM X',
  'FROM\vX',
  'FROM G\nENV A=b \\\n  # c\nFROM scratch AS s\nFROM X',
  'FROM G\n\u0085FROM X',
  'FROM G\nRUN <<E\ntrue\nE\nFROM X',
  'FROM G\r\nFROM X\r\n',
  'ARG BUILDARCH=X\nFROM $BUILDARCH',
  'FROM G\nRUN echo "<<E" \\\\\nFROM X\nE',
  'FROM G\nRUN --mount=type=bind,"from=X",target=/y true',
  '# syntax=X\nFROM G',
  '#!/x\n# syntax=X\nFROM G',
  '// syntax=X\nFROM G',
  'FROM G AS one\nFROM G AS ${A}\nFROM X',
  'FROM G\nARG A=X\nCOPY --from=$A /bin /y',
  'FROM G\nONBUILD COPY --from=X /bin /y',
  'FROM G AS s\nONBUILD COPY --from=X /bin /y\nFROM s',
  'FROM G AS s\nonbuild\tRUN --mount=from=X,target=/y true\nFROM s',
  'FROM G\nCOPY --fr\\\nom=X /bin /y',
  'FROM G\nRUN --mount=type=bind,fr\\\nom=X,target=/y true',
  'FROM G\nCOPY --from=X\\\n /bin /y',
  'FROM G\nCOPY --link=false\u00a0--from=X /bin /y',
  'FROM G\nCOPY --chown=\u00e0--from=X /bin /y',
  'FROM G\nRUN --network=default\u00a0--mount=from=X,target=/y true',
  '\uFEFF# syntax=X\nFROM G',
  '#\f syntax=X\nFROM G',
  '# syntax\f=\fX\nFROM G',
  '\uFEFF# escape=`\nFROM G\nENV A=b \\\nFROM X',
  '#\fescape=`\nFROM G\nENV A=b \\\nFROM X',
  'FROM G\nONBUILD RUN <<RUN\nFROM scratch AS X\nRUN\nFROM X',
];

test.each([
  ['the classic builder', '0', () => 'docker'],
  ['BuildKit', '1', () => buildKitDocker(environment)],
])(
  '%s pulls no image unseen',
  async (_builder, DOCKER_BUILDKIT, programOf) => {
    const program = programOf();
    const { home } = await dockerClient(environment);
    const env = {
      PATH: environment.path,
      HOME: home,
      DOCKER_HOST: environment.dockerHost,
      DOCKER_BUILDKIT,
      ...keyVariables(environment),
    };
    let count = 0;
    const unseen: string[] = [];
    for (const [index, form] of hidden.entries()) {
      const text = form.replaceAll('X', evil).replaceAll(/\bG\b/g, good);
      const file = join(folder, `Dockerfile${String(index)}`);
      writeFileSync(file, text);
      await forgetImages(environment);
      await environment.run([program, 'build', '--no-cache', '--file', file, folder], {
        env,
      });
      const hasPulled = (await manifestRequests(environment, 'evil')).length > 0;
      if (!hasPulled) continue;
      count += 1;
      const found = dockerfileImages(text).map(({ reference }) => reference);
      if (!found.includes(evil) && !found.includes(undefined)) unseen.push(form);
    }
    expect(unseen).toEqual([]);
    expect(count).toBeGreaterThan(15);
  },
  240_000,
);
