import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBench } from '../../test/support.ts';
import { outline } from '../../test/calls.ts';

const bench = createBench();
const file = join(bench.directory, 'policy.yml');
const env = { HOOK_POLICY_FILE: file };
afterAll(() => {
  bench[Symbol.dispose]();
});
beforeEach(() => {
  rmSync(file, { force: true, recursive: true });
});

const socket = {
  sourceVolumePath: '/var/run/docker.sock',
  targetVolumePath: '/var/run/docker.sock',
};
const user = (text: string) => {
  const [source, target] = text.split(':');
  return { userProvidedValue: text, sourceVolumePath: source, targetVolumePath: target };
};
const job = (args: object) => ({ command: 'prepare_job', args, state: null });
const action = (args: object) => ({ command: 'run_container_step', args, state: null });
const policy = (allow: object) => {
  writeFileSync(file, JSON.stringify({ allow }));
};
const intro = `::error::The policy of this runner (${file}) refuses what the workflow asks for: `;
const hint =
  ' Change the workflow, or ask whoever runs this runner to change its policy (docs/policy.md).\n';

test('refuses a job with one sentence about all of it, before docker is asked for anything', async () => {
  policy({ capabilities: [], paths: ['/srv'], registries: ['ghcr.io'] });
  const container = { image: 'ghcr.io/a/b', createOptions: '--cap-add SYS_ADMIN' };
  const services = [{ image: 'redis:7', userMountVolumes: [user('/etc:/x'), user('/srv/a:/y')] }];
  const { exitCode, calls, output } = await bench.play(job({ container, services }), { env });
  expect(exitCode).toBe(1);
  expect(calls).toEqual([]);
  expect(output).toBe(
    `${intro}jobs.build.container has \`options: --cap-add SYS_ADMIN\`, and allow.capabilities is empty; jobs.build.services.redis has \`image: redis:7\`, and allow.registries is ghcr.io; jobs.build.services.redis has \`volumes: /etc:/x\`, and allow.paths is /srv.${hint}`,
  );
});

test('lets a job through that asks for nothing more than is allowed', async () => {
  policy({ capabilities: ['NET_ADMIN'], paths: ['/srv'], registries: ['docker.io'] });
  const container = {
    image: 'alpine',
    createOptions: '--cap-add=NET_ADMIN -v /srv/x:/x',
    systemMountVolumes: [socket, { sourceVolumePath: '/w', targetVolumePath: '/__w' }],
  };
  const { exitCode, calls } = await bench.play(job({ container }), { env });
  expect(exitCode).toBe(0);
  const create = calls.find(({ argv }) => argv[0] === 'create')?.argv;
  expect(create).toEqual(expect.arrayContaining(['--cap-add=NET_ADMIN', '/srv/x:/x']));
  expect(create).toContain('/var/run/docker.sock:/var/run/docker.sock');
});

test("leaves out the runner's mount of the socket where no container may have it", async () => {
  policy({ 'docker-socket': false });
  const systemMountVolumes = [socket, { sourceVolumePath: '/w', targetVolumePath: '/__w' }];
  const container = { image: 'a', systemMountVolumes };
  const prepared = await bench.play(job({ container }), { env });
  expect(prepared.exitCode).toBe(0);
  const stepped = await bench.play(action({ image: 'a', systemMountVolumes }), { env });
  expect(stepped.exitCode).toBe(0);
  for (const { calls } of [prepared, stepped]) {
    const made = calls.filter(({ argv }) => ['create', 'run'].includes(argv[0] ?? ''));
    expect(made.at(-1)?.argv).toContain('/w:/__w');
    expect(JSON.stringify(made)).not.toContain('docker.sock');
  }
});

test("refuses the socket that a workflow asks for, also in the runner's place", async () => {
  policy({ 'docker-socket': false });
  const userMountVolumes = [user('/var/run/docker.sock:/var/run/docker.sock')];
  const { output, calls } = await bench.play(
    job({ container: { image: 'a', systemMountVolumes: [socket], userMountVolumes } }),
    { env },
  );
  expect(calls).toEqual([]);
  expect(output).toContain('has `volumes: /var/run/docker.sock:/var/run/docker.sock`, ');
  expect(output).toContain('and allow.docker-socket is false');
});

test.each<[string, object]>([
  [
    'an empty source',
    { userProvidedValue: ':/etc:/x', sourceVolumePath: '', targetVolumePath: '/etc' },
  ],
  ['a colon in the target', { sourceVolumePath: '/etc', targetVolumePath: '/a:b' }],
  ['a line break', { sourceVolumePath: '/srv/a\n', targetVolumePath: '/a' }],
])('judges an entry of volumes with %s by what docker would get', async (_what, mount) => {
  policy({ paths: ['/srv'] });
  const container = { image: 'a', userMountVolumes: [mount] };
  const { exitCode, calls } = await bench.play(job({ container }), { env });
  expect({ exitCode, calls }).toEqual({ exitCode: 1, calls: [] });
});

test('refuses a container action by its image, and by the images of its Dockerfile', async () => {
  policy({ registries: ['ghcr.io'] });
  const folder = join(bench.directory, '_work/action');
  mkdirSync(folder, { recursive: true });
  const dockerfile = join(folder, 'Dockerfile');
  writeFileSync(dockerfile, 'FROM ghcr.io/a/b AS x\nFROM x\nCOPY --from=quay.io/c/d / /\n');
  const byImage = await bench.play(action({ image: 'alpine' }), { env });
  const byFile = await bench.play(action({ dockerfile }), { env });
  for (const { exitCode, calls } of [byImage, byFile])
    expect({ exitCode, calls }).toEqual({ exitCode: 1, calls: [] });
  expect(byImage.output).toContain(`${intro}the action has \`image: alpine\`, and allow.reg`);
  expect(byFile.output).toContain(`${intro}the action has \`COPY --from=quay.io/c/d\`, and allow.`);
  writeFileSync(dockerfile, 'FROM ghcr.io/a/b\n');
  const allowed = await bench.play(action({ dockerfile }), { env });
  expect(allowed.calls.map(outline).filter((call) => call.startsWith('build'))).toHaveLength(1);
});

test("refuses the runner's own mount where a step has put a link in its place", async () => {
  policy({ paths: ['/srv'] });
  const home = join(bench.tempDirectory, '_github_home');
  const systemMountVolumes = [{ sourceVolumePath: home, targetVolumePath: '/github/home' }];
  mkdirSync(home);
  const request = action({ image: 'a', systemMountVolumes });
  expect(await bench.play(request, { env })).toMatchObject({ exitCode: 0 });
  rmSync(home, { recursive: true });
  symlinkSync('/etc', home);
  const { exitCode, calls, output } = await bench.play(request, { env });
  expect({ exitCode, calls }).toEqual({ exitCode: 1, calls: [] });
  expect(output).toBe(
    `${intro}the action has \`the runner's own mount of ${home}\`, which leads to /etc, out of the work folder of the runner.${hint}`,
  );
  rmSync(home);
});

test.each([
  ['broken', 'allow: ['],
  ['of another shape', 'features: {}'],
  ['of a newer release', 'allow: {of-a-newer-release: true}'],
  ['not there', undefined],
])('fails every job and container action when the policy is %s', async (_what, text) => {
  if (text !== undefined) writeFileSync(file, text);
  const switched = { ...env, HOOK_KILL_SWITCH: bench.directory };
  for (const request of [job({ container: { image: 'a' } }), action({ image: 'a' })]) {
    const { exitCode, calls, output } = await bench.play(request, { env: switched });
    expect({ exitCode, calls }).toEqual({ exitCode: 1, calls: [] });
    expect(output).toContain(
      `::error::The policy file ${file} (HOOK_POLICY_FILE) cannot be used: `,
    );
    expect(output).toContain('Without it no container is started. docs/policy.md explains');
  }
});

test('counts while the kill switch is pulled', async () => {
  policy({ privileged: false });
  const { exitCode, calls } = await bench.play(
    job({ container: { image: 'a', createOptions: '--privileged' } }),
    { env: { ...env, HOOK_KILL_SWITCH: bench.directory } },
  );
  expect({ exitCode, calls }).toEqual({ exitCode: 1, calls: [] });
});

test('takes no policy from the work folder', async () => {
  const inside = join(bench.tempDirectory, '../policy.yml');
  writeFileSync(inside, '{"allow": {}}');
  symlinkSync(inside, file);
  const { exitCode, output } = await bench.play(job({ container: { image: 'a' } }), { env });
  expect(exitCode).toBe(1);
  expect(output).toContain('it lies in the work folder of the runner, where workflows can write');
});

test('is not asked in script steps and in the cleanup', async () => {
  const { exitCode, output } = await bench.play({ command: 'cleanup_job', state: null }, { env });
  expect(exitCode).toBe(0);
  expect(output).not.toContain('policy');
});
