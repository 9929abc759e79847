import { expect, test } from '@jest/globals';
import { outcomes, rehearse, rehearseFiles, workflow } from '../../test/rehearsal.ts';

const action = `name: Greet
description: greets
inputs: { who: { default: "\${{ github.actor }}" }, how: { default: loud } }
runs:
  using: docker
  image: Dockerfile
  args: ["--who", "\${{ inputs.who }}", "say \\"\${{ inputs.how }}\\"", ""]
  env: { FROM_ACTION: "\${{ inputs.how }}", A: action }
  post-entrypoint: /post
`;

test('plays services and actions of a job without a container', async () => {
  const { calls, steps } = await rehearse(
    `- run: make
- uses: docker://alpine:3
  with: { entrypoint: /run, args: -n "a  b", key: "\${{ job.services.cache.ports['6379'] }}" }
  env: { A: b }`,
    {},
    '    services: { cache: redis:7 }\n',
  );
  expect(outcomes(steps)).toEqual(['played', 'not played', 'played', 'played']);
  const [prepared, action] = calls.map(({ request }) => request.args);
  expect(prepared).toMatchObject({ container: null, services: [{ image: 'redis:7' }] });
  expect(action).toMatchObject({
    image: 'alpine:3',
    entryPoint: '/run',
    entryPointArgs: ['-n', '"a', 'b"'],
    environmentVariables: {
      A: 'b',
      INPUT_KEY: '49000',
      INPUT_ENTRYPOINT: '/run',
      HOME: '/github/home',
      GITHUB_WORKSPACE: '/github/workspace',
    },
  });
});

test('plays a docker action of the workspace', async () => {
  const steps = '- uses: ./greet\n  with: { HOW: soft }\n  env: { A: step }';
  const { calls, unsupported } = await rehearseFiles(
    { 'ci.yml': workflow(steps), 'greet/action.yml': action, 'greet/Dockerfile': 'FROM x\n' },
    { given: { github: new Map([['actor', 'Mona Lisa']]) } },
  );
  const { args } = calls[1]?.request ?? {};
  expect(args).toMatchObject({
    image: null,
    dockerfile: expect.stringMatching(/\/_work\/workspace\/workspace\/greet\/Dockerfile$/),
    entryPointArgs: ['"--who"', '"Mona', 'Lisa"', '"say', '\\"soft\\""', '""'],
    environmentVariables: {
      INPUT_WHO: 'Mona Lisa',
      INPUT_HOW: 'soft',
      FROM_ACTION: 'soft',
      A: 'step',
    },
  });
  expect(unsupported).toContainEqual(
    expect.objectContaining({ what: 'post-entrypoint of ./greet' }),
  );
});

test('leaves out what leads out of the workspace', async () => {
  const { steps, verdict } = await rehearse('- uses: ./../..\n- run: "true"');
  expect(steps[1]).toMatchObject({
    outcome: 'failed',
    reason: './../.. leads out of the workspace.',
  });
  expect(verdict.works).toBe(false);
});
