import * as z from 'zod';

/**
 * The shape of the values that we use, to the last key: of the chart gha-runner-scale-set as its
 * values.yaml documents them (the chart's own schema describes `listenerConfig` only), and of a pod as
 * the Kubernetes API reference has it ("PodSpec", "Container", "Volume"). Strict everywhere: what is
 * misspelt would be ignored by Helm, and the runner would start without it.
 */
const name = z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'a DNS label');
const absolutePath = z.string().regex(/^\//, 'an absolute path');
const count = z.int().min(0);

const EnvVar = z.strictObject({ name: z.string().regex(/^[A-Z][A-Z0-9_]*$/), value: z.string() });

const VolumeMount = z.strictObject({
  name,
  mountPath: absolutePath,
  readOnly: z.boolean().optional(),
});

const SecurityContext = z.strictObject({
  privileged: z.boolean().optional(),
  runAsUser: count.optional(),
});

const StartupProbe = z.strictObject({
  exec: z.strictObject({ command: z.array(z.string()).min(1) }),
  initialDelaySeconds: count,
  failureThreshold: count.min(1),
  periodSeconds: count.min(1),
});

const Container = z.strictObject({
  name,
  image: z.string().regex(/^[a-z0-9./A-Z_-]+(:[\w.-]+)?(@sha256:[0-9a-f]{64})?$/, 'an image'),
  command: z.array(z.string()).min(1).optional(),
  args: z.array(z.string()).min(1).optional(),
  env: z.array(EnvVar).default([]),
  securityContext: SecurityContext.optional(),
  volumeMounts: z.array(VolumeMount).default([]),
});

const InitContainer = Container.extend({
  /** Makes it a sidecar, which runs as long as the pod. */
  restartPolicy: z.literal('Always').optional(),
  startupProbe: StartupProbe.optional(),
});

const Volume = z.union([
  z.strictObject({ name, emptyDir: z.strictObject({}) }),
  z.strictObject({
    name,
    configMap: z.strictObject({ name, optional: z.boolean().optional() }),
  }),
  z.strictObject({
    name,
    hostPath: z.strictObject({ path: absolutePath, type: z.literal('DirectoryOrCreate') }),
  }),
]);

const PodTemplate = z.strictObject({
  metadata: z.strictObject({ annotations: z.record(z.string(), z.string()) }),
  spec: z.strictObject({
    serviceAccountName: name,
    automountServiceAccountToken: z.boolean(),
    securityContext: z.strictObject({ fsGroup: count }),
    initContainers: z.array(InitContainer),
    containers: z.array(Container).min(1),
    volumes: z.array(Volume),
  }),
});

export const Values = z.strictObject({
  githubConfigUrl: z.url({ protocol: /^https$/ }),
  /** The name of a secret; the chart takes an object too, which would be a secret in the file. */
  githubConfigSecret: name,
  runnerScaleSetName: name,
  runnerGroup: z.string(),
  minRunners: count,
  maxRunners: count.min(1),
  template: PodTemplate,
});

export type Values = z.infer<typeof Values>;
