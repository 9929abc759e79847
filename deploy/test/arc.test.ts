/** deploy/arc: what people give to Helm and kubectl fits its consumers, and its parts fit each other. */
import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { documentation as ofEcrAuth } from '../../packages/ecr-auth/src/settings.ts';
import { RolloutFile } from '../../packages/hooks/src/rollout/rollout-file.ts';
import { documentation } from '../../packages/hooks/src/settings-documentation.ts';
import { Settings } from '../../packages/hooks/src/settings.ts';
import { parseAs } from '../../packages/hooks/src/shape.ts';
import { Values } from './values-shape.ts';

const folder = join(import.meta.dirname, '../arc');
const read = (file: string) => parse(readFileSync(join(folder, file), 'utf8')) as unknown;
const variants = ['values-irsa.yaml', 'values-irsa-node.yaml', 'values-pod-identity.yaml'];
const valuesOf = (file: string) => Values.parse(read(file));

function specOf(file: string) {
  const { spec, metadata } = valuesOf(file).template;
  const containers = [...spec.initContainers, ...spec.containers];
  const container = (name: string) => {
    const found = containers.find((each) => each.name === name);
    if (!found) throw new Error(`${file} has no container ${name}.`);
    return found;
  };
  const runner = container('runner');
  const env = Object.fromEntries(runner.env.map(({ name, value }) => [name, value]));
  const mounts = (name: string) =>
    Object.fromEntries(container(name).volumeMounts.map((mount) => [mount.name, mount.mountPath]));
  return { spec, metadata, containers, container, runner, env, mounts };
}

describe.each(variants)('%s', (file) => {
  test('has the shape of the chart and of a pod', () => {
    expect(Values.safeParse(read(file)).error).toBeUndefined();
  });

  test('mounts volumes that exist, and leaves none unused', () => {
    const { spec, containers } = specOf(file);
    const mounted = containers.flatMap((each) => each.volumeMounts.map((mount) => mount.name));
    expect([...new Set(mounted)].sort()).toEqual(spec.volumes.map((each) => each.name).sort());
  });

  test('has work folder, externals and socket at the paths that the runner and its daemon use', () => {
    const { runner, env, container, mounts } = specOf(file);
    const dind = mounts('dind');
    expect(dind).toEqual({
      work: '/home/runner/_work',
      'dind-sock': '/var/run',
      'dind-externals': '/home/runner/externals',
    });
    expect(mounts('runner')).toMatchObject({ work: dind['work'], 'dind-sock': '/var/run' });
    expect(container('dind').args).toContain(`--host=${env['DOCKER_HOST']}`);
    expect(env['DOCKER_HOST']).toBe('unix:///var/run/docker.sock');
    const [, , from, to] = container('init-dind-externals').command ?? [];
    expect([from, to]).toEqual([
      `${dind['dind-externals']}/.`,
      `${mounts('init-dind-externals')['dind-externals']}/`,
    ]);
    expect(container('init-dind-externals').image).toBe(runner.image);
  });

  test('turns the hook on with settings that the hook and the helper know', () => {
    const { runner, env } = specOf(file);
    expect(runner.command).toEqual(['ecr-runner-start', '/home/runner/run.sh']);
    expect(env['ACTIONS_RUNNER_CONTAINER_HOOKS']).toBe('/opt/ecr-runner-hooks/index.js');
    const settings = Object.entries(env).filter(([name]) => /^(HOOK|ECR_AUTH)_/.test(name));
    expect(settings.length).toBeGreaterThan(3);
    const known = [...Object.keys(documentation), ...Object.keys(ofEcrAuth)];
    for (const [name] of settings) expect(known).toContain(name);
    const fromRunner = { GITHUB_WORKSPACE: '/w', RUNNER_NAME: 'r', RUNNER_TEMP: '/t' };
    expect(parseAs(Settings, { ...fromRunner, ...env })).toMatchObject({ success: true });
  });

  test('keeps the AWS identity to the runner: no other container gets it', () => {
    const { spec, metadata, containers } = specOf(file);
    const skipped = metadata.annotations['eks.amazonaws.com/skip-containers']?.split(',');
    const others = containers.map((each) => each.name).filter((name) => name !== 'runner');
    expect(skipped).toEqual(others);
    expect(spec).toMatchObject({
      serviceAccountName: 'ecr-runner',
      automountServiceAccountToken: false,
      securityContext: { fsGroup: 1001 },
    });
    const withEnv = containers.filter((each) => each.env.length > 0);
    expect(withEnv.map((each) => each.name)).toEqual(['runner']);
  });

  test('finds the rollout file and the kill switch that the other files make', () => {
    const { spec, env, mounts } = specOf(file);
    const maps = { rollout: 'HOOK_ROLLOUT_FILE', 'kill-switch': 'HOOK_KILL_SWITCH' };
    for (const [volume, variable] of Object.entries(maps)) {
      const map = read(`${volume}.yaml`) as ConfigMap;
      const [key = ''] = Object.keys(map.data);
      expect(env[variable]).toBe(`${mounts('runner')[volume]}/${key}`);
      expect(spec.volumes.find(({ name }) => name === volume)).toMatchObject({
        configMap: { name: map.metadata.name },
      });
    }
    expect(spec.volumes.find(({ name }) => name === 'kill-switch')).toMatchObject({
      configMap: { optional: true },
    });
  });
});

interface ConfigMap {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  data: Record<string, string>;
}

test('the variants differ in what their names say alone', () => {
  const [irsa, node, podIdentity] = variants.map((file) => valuesOf(file));
  expect(podIdentity).toEqual(irsa);
  const { spec } = specOf('values-irsa-node.yaml');
  const plain = {
    ...node,
    template: {
      metadata: irsa?.template.metadata,
      spec: {
        ...spec,
        initContainers: spec.initContainers.filter(({ name }) => name !== 'node-folders'),
        volumes: spec.volumes.filter(({ name }) => name !== 'node'),
        containers: spec.containers.map((each) => ({
          ...each,
          env: each.env.filter(({ value }) => !value.startsWith('/node/')),
          volumeMounts: each.volumeMounts.filter(({ name }) => name !== 'node'),
        })),
      },
    },
  };
  expect(plain).toEqual(irsa);
});

test('the folders of the node belong to the runner and nobody else', () => {
  const { spec, container, env, mounts } = specOf('values-irsa-node.yaml');
  const command = container('node-folders').command ?? [];
  expect(command.slice(0, 8)).toEqual(['install', '-d', '-m', '0700', '-o', '1001', '-g', '1001']);
  expect(command.slice(8)).toEqual([env['ECR_AUTH_CACHE_DIR'], env['HOOK_EVENT_LOG']]);
  expect(mounts('runner')['node']).toBe(mounts('node-folders')['node']);
  expect(mounts('dind')).not.toHaveProperty('node');
  expect(spec.initContainers[0]?.name).toBe('node-folders');
});

test('the rollout file is one that the hook reads', () => {
  const { data } = read('rollout.yaml') as ConfigMap;
  expect(RolloutFile.safeParse(parse(data['rollout.yml'] ?? '')).error).toBeUndefined();
});

test.each(['rollout.yaml', 'kill-switch.yaml'])('%s is a ConfigMap of texts', (file) => {
  const map = read(file) as ConfigMap;
  expect(map).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
  for (const value of Object.values(map.data)) expect(typeof value).toBe('string');
});

test('the service account is that of the values, without rights in Kubernetes', () => {
  expect(read('service-account.yaml')).toEqual({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name: 'ecr-runner',
      annotations: { 'eks.amazonaws.com/role-arn': expect.stringMatching(/^arn:aws:iam::\d{12}:/) },
    },
    automountServiceAccountToken: false,
  });
});

test.each([
  ['a misspelt key of the chart', (values: object) => ({ ...values, maxRunner: 5 })],
  [
    'containerMode beside a pod written out',
    (values: object) => ({ ...values, containerMode: {} }),
  ],
  ['a number as a number', (values: object) => ({ ...values, minRunners: '0' })],
])('%s is refused', (_what, spoil) => {
  expect(Values.safeParse(spoil(read('values-irsa.yaml') as object)).success).toBe(false);
});
